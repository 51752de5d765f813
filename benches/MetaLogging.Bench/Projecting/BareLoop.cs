using System.Diagnostics;
using System.Globalization;
using MetaLogging.Bench.Data;
using MetaLogging.Bench.Http;
using MetaLogging.Bench.Results;
using MetaLogging.Bench.Servers;
using MetaLogging.Entries;
using MetaLogging.InfluxDb;
using MetaLogging.InfluxDb.Points;
using MetaLogging.Journaling;

namespace MetaLogging.Bench.Projecting;

/// <summary>
/// The limit: the same points, made beforehand, in batches of the same size over as many connections, and nothing else is done.
/// </summary>
internal static class BareLoop
{
    const int ReadAtOnce = 4 << 20;

    public static async Task<Measured> RunAsync(string folder, string[] arguments)
    {
        InfluxDbOptions options = OurTrail.InfluxOptions(arguments[0]);
        List<byte[]> requests = [];
        long points = await MakeAsync(folder, options, requests);
        GC.Collect();
        int next = -1;
        long started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, options.ConcurrentWrites).Select(_ => Task.Run(async () =>
        {
            using HttpConnection connection = await HttpConnection.OpenAsync(options.Port);
            for (int i = Interlocked.Increment(ref next); i < requests.Count; i = Interlocked.Increment(ref next))
            {
                int status = await connection.SendAsync(requests[i]);
                if (status != 204)
                {
                    throw new InvalidOperationException($"A write was answered {status}.");
                }
            }
        })));
        return new() { [Measured.EventsPerSecond] = points / Stopwatch.GetElapsedTime(started).TotalSeconds };
    }

    static async Task<long> MakeAsync(string folder, InfluxDbOptions options, List<byte[]> requests)
    {
        await using Journal journal = await Journal.OpenAsync(folder, new JournalOptions(), new GeneratedClock());
        EntryView view = new();
        EntryPoint point = new(journal.Origin);
        PointBatch batch = new();
        string path = string.Create(CultureInfo.InvariantCulture, $"/write?db={options.Database}&precision=ns");
        for (long sequence = 0; sequence < journal.NextSequence;)
        {
            IReadOnlyList<JournalEntry> entries = await journal.ReadAsync(sequence, ReadAtOnce);
            foreach (JournalEntry entry in entries)
            {
                view.Read(entry);
                point.Write(view, batch.Lines);
                batch.EndPoint(entry.Sequence);
                if (batch.Count == options.BatchSize)
                {
                    Take();
                }
            }

            sequence += entries.Count;
        }

        Take();
        return journal.NextSequence;

        void Take()
        {
            if (batch.Count > 0)
            {
                requests.Add(HttpRequest.Post(options.Port, path, "", batch.Body(0, batch.Count).Span));
                batch.Clear();
            }
        }
    }
}
