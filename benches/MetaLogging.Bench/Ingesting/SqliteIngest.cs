using System.Diagnostics;
using System.Globalization;
using MetaLogging.Bench.Data;
using MetaLogging.Bench.Results;
using MetaLogging.Events;

namespace MetaLogging.Bench.Ingesting;

/// <summary>A SQLite table with an index of ids and one of times.</summary>
internal static class SqliteIngest
{
    /// <summary>Each commit is flushed to the device, once.</summary>
    const string Durable = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL";

    /// <summary>As people set it up for speed: commits are not flushed.</summary>
    const string Tuned = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL";

    /// <summary>As it comes: a rollback journal, flushed.</summary>
    const string Plain = "SELECT 1";

    /// <param name="arguments"><c>durable|tuned|plain</c>, then callers; or <c>batches</c> and their size.</param>
    public static async Task<Measured> RunAsync(long events, string folder, string[] arguments)
    {
        string path = Path.Combine(folder, "events.sqlite");
        using SqliteTable table = new(path, arguments[0] switch { "durable" => Durable, "tuned" => Tuned, _ => Plain });
        table.CreateIndexesOfIngest();
        if (arguments[1] != "batches")
        {
            // SQLite has one writer; its callers take turns.
            using SemaphoreSlim turn = new(1, 1);
            return await Callers.RunAsync(int.Parse(arguments[1], CultureInfo.InvariantCulture), events, async n =>
            {
                AuditEvent item = GeneratedEvents.Event(n, events);
                await turn.WaitAsync();
                try
                {
                    table.Insert([item]);
                }
                finally
                {
                    turn.Release();
                }
            });
        }

        TimeSpan spent = TimeSpan.Zero;
        int size = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        foreach (IReadOnlyList<AuditEvent> batch in GeneratedEvents.Batches(0, events, events, size))
        {
            long started = Stopwatch.GetTimestamp();
            table.Insert(batch);
            spent += Stopwatch.GetElapsedTime(started);
        }

        table.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        return new()
        {
            [Measured.EventsPerSecond] = events / spent.TotalSeconds,
            ["bytes_per_event"] = new FileInfo(path).Length / (double)events,
        };
    }
}
