using System.Diagnostics;
using MetaLogging.Bench.Data;
using MetaLogging.Bench.Results;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Verifying;

namespace MetaLogging.Bench.Verifying;

/// <summary>Our side: a journal with its tree and checkpoints, and its verification.</summary>
internal static class OurVerification
{
    const int BatchSize = 1000;

    /// <summary>Writes a journal of so many events, without a store.</summary>
    public static async Task<Measured> FillAsync(long events, string folder)
    {
        GeneratedClock clock = new();
        await using Journal journal = await Journal.OpenAsync(folder, new JournalOptions { Watermark = 0 }, clock);
        EntryEncoder encoder = new();
        foreach (IReadOnlyList<AuditEvent> batch in GeneratedEvents.Batches(0, events, events, BatchSize))
        {
            foreach (AuditEvent item in batch)
            {
                encoder.Add(item, new(item.Id!.Value, UnixTime.FromDateTimeOffset(clock.GetUtcNow()), "bench/1", "bench"));
            }

            await journal.AppendAsync(encoder.Complete());
        }

        return [];
    }

    public static async Task<Measured> RunAsync(string folder)
    {
        long started = Stopwatch.GetTimestamp();
        VerificationReport report = await new Verification(new() { Directory = folder }, TimeProvider.System).RunAsync(CancellationToken.None);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return report.IsWhole && report.CoveredTo == report.NextSequence
            ? new()
            {
                ["seconds"] = seconds,
                [Measured.EventsPerSecond] = report.Entries / seconds,
                ["processor_us"] = Environment.CpuUsage.TotalTime.TotalMicroseconds / report.Entries,
            }
            : throw new InvalidOperationException($"The journal that was just written is damaged: {(report.Damage is [var first, ..] ? first.Reason : "not all of it is signed.")}");
    }
}
