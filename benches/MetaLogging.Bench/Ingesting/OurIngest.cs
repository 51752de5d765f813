using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using MetaLogging.Bench.Data;
using MetaLogging.Bench.Results;
using MetaLogging.Events;
using MetaLogging.Journaling;

namespace MetaLogging.Bench.Ingesting;

/// <summary>Our side: an audit trail with its embedded store, in this process.</summary>
internal static class OurIngest
{
    public const int BatchSize = 1000;
    public const int Senders = 4;

    /// <param name="arguments">How many callers.</param>
    public static async Task<Measured> CallersAsync(long events, string folder, string[] arguments)
    {
        await using AuditTrail trail = await OurTrail.OpenAsync(folder);
        return await Callers.RunAsync(
            int.Parse(arguments[0], CultureInfo.InvariantCulture), events, n => trail.RecordAsync(GeneratedEvents.Event(n, events)));
    }

    /// <summary>A burst: all events are there before the clock starts, and batches of them are sent by a few senders.</summary>
    public static async Task<Measured> BurstAsync(long events, string folder)
    {
        Measured measured = [];
        await using (AuditTrail trail = await OurTrail.OpenAsync(folder))
        {
            await WarmUpAsync(trail, events);
            List<IReadOnlyList<AuditEvent>> batches = [.. GeneratedEvents.Batches(0, events, events, BatchSize)];
            GC.Collect();
            long started = Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = Senders },
                async (batch, stop) => await trail.RecordAsync(batch, cancellationToken: stop));
            measured[Measured.EventsPerSecond] = events / Stopwatch.GetElapsedTime(started).TotalSeconds;
            await trail.CatchUpAsync(OurTrail.StoreName);
            measured["queryable_per_second"] = events / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        measured["raw_bytes"] = await RawBytesAsync(folder);
        return measured;
    }

    /// <summary>
    /// On and on: the events are made while others are recorded, until the last one can be queried. Afterwards the bytes on disk are
    /// counted.
    /// </summary>
    public static async Task<Measured> SustainedAsync(long events, string folder)
    {
        Measured measured = [];
        await using (AuditTrail trail = await OurTrail.OpenAsync(folder))
        {
            await WarmUpAsync(trail, events);
            long started = Stopwatch.GetTimestamp();
            await RecordAllAsync(trail, 0, events, events);
            measured[Measured.EventsPerSecond] = events / Stopwatch.GetElapsedTime(started).TotalSeconds;
            await trail.CatchUpAsync(OurTrail.StoreName);
            measured["queryable_per_second"] = events / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        OurTrail.AddBytes(measured, folder);
        return measured;
    }

    public static async Task RecordAllAsync(AuditTrail trail, long from, long to, long count)
    {
        Channel<IReadOnlyList<AuditEvent>> channel = Channel.CreateBounded<IReadOnlyList<AuditEvent>>(Senders * 2);
        Task making = Task.Run(async () =>
        {
            foreach (IReadOnlyList<AuditEvent> batch in GeneratedEvents.Batches(from, to, count, BatchSize))
            {
                await channel.Writer.WriteAsync(batch);
            }

            channel.Writer.Complete();
        });
        await Task.WhenAll([making, .. Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            await foreach (IReadOnlyList<AuditEvent> batch in channel.Reader.ReadAllAsync())
            {
                await trail.RecordAsync(batch);
            }
        }))]);
    }

    /// <summary>What is compiled on the way is not what is measured. Its events lie behind those that are.</summary>
    static async Task WarmUpAsync(AuditTrail trail, long events)
    {
        long before = Math.Min(50_000, events / 10);
        await RecordAllAsync(trail, events, events + before, events + before);
        await trail.CatchUpAsync(OurTrail.StoreName);
    }

    /// <summary>The mean length of an entry, fact and detail, before it is compressed.</summary>
    static async Task<double> RawBytesAsync(string folder)
    {
        await using Journal journal = await Journal.OpenAsync(folder, new JournalOptions(), new GeneratedClock());
        IReadOnlyList<JournalEntry> entries = await journal.ReadAsync(journal.NextSequence / 2, 1 << 20);
        return entries.Average(e => e.Fact.Length + e.Detail.Length);
    }
}
