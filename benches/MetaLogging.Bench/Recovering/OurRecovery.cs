using System.Diagnostics;
using MetaLogging.Bench.Data;
using MetaLogging.Bench.Ingesting;
using MetaLogging.Bench.Results;
using MetaLogging.Events;
using MetaLogging.Queries;
using MetaLogging.Recording;

namespace MetaLogging.Bench.Recovering;

/// <summary>Our side: a trail that was killed while it was writing, and one whose store is built again.</summary>
internal static class OurRecovery
{
    /// <summary>Records so many events, says so, and goes on until somebody kills it.</summary>
    public static async Task<Measured> WriteAsync(long events, string folder)
    {
        await using AuditTrail trail = await OurTrail.OpenAsync(folder);
        await OurIngest.RecordAllAsync(trail, 0, events, events);
        await trail.CatchUpAsync(OurTrail.StoreName);
        Console.WriteLine("ready");
        await OurIngest.RecordAllAsync(trail, events, long.MaxValue / 16, long.MaxValue / 16);
        return [];
    }

    /// <summary>Opens what was killed: until an event is acknowledged, and until a query has seen all events before it.</summary>
    public static async Task<Measured> StartAsync(string folder)
    {
        long started = Stopwatch.GetTimestamp();
        await using AuditTrail trail = await OurTrail.OpenAsync(folder);
        double opened = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        Receipt receipt = await trail.RecordAsync(GeneratedEvents.Event(0, 1) with { Id = Guid.NewGuid() });
        double acknowledged = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        Page<AuditEvent> page = await trail.QueryAsync(new AuditEventQuery { Limit = 50 });
        double answered = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return new()
        {
            ["opened_ms"] = opened,
            ["acknowledged_ms"] = acknowledged,
            ["answered_ms"] = answered,
            ["lag_seconds"] = page.LagSeconds ?? 0,
            ["events"] = receipt.Sequence,
        };
    }

    public static async Task<Measured> RebuildAsync(string folder)
    {
        await using AuditTrail trail = await OurTrail.OpenAsync(folder);
        long started = Stopwatch.GetTimestamp();
        await trail.RebuildAsync(OurTrail.StoreName);
        await trail.CatchUpAsync(OurTrail.StoreName);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new() { ["seconds"] = seconds, [Measured.EventsPerSecond] = trail.NextSequence / seconds };
    }

    /// <summary>The floor of a rebuild: the journal's files are read, and nothing is done with them.</summary>
    public static async Task<Measured> ReadFilesAsync(string folder)
    {
        byte[] buffer = new byte[1 << 20];
        long started = Stopwatch.GetTimestamp();
        foreach (string path in Directory.EnumerateFiles(Path.Combine(folder, "journal")))
        {
            await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
            while (await file.ReadAsync(buffer) > 0)
            {
            }
        }

        return new() { ["seconds"] = Stopwatch.GetElapsedTime(started).TotalSeconds };
    }
}
