using System.Globalization;
using MetaLogging.Bench.Results;

namespace MetaLogging.Bench.Integrity;

/// <summary>What tamper evidence costs while recording, and how quickly it is checked.</summary>
internal static class IntegrityBench
{
    const long DefaultEvents = 10_000_000;
    const long MostIngested = 2_000_000;
    const int Runs = 3;

    public static Bench Bench { get; } = new("integrity", MeasureAsync);

    static async Task<string> MeasureAsync(BenchRun run)
    {
        long events = run.Events ?? DefaultEvents;
        long ingested = Math.Min(events, MostIngested);
        List<double> with = [], without = [];
        for (int i = 0; i < Runs; i++)
        {
            // Each goes first in turn.
            foreach (bool hasTree in i % 2 == 0 ? [true, false] : new[] { false, true })
            {
                Measured measured = await run.MeasureAsync("integrity/ingest", ingested, hasTree ? [] : [OurIntegrity.WithoutTree]);
                (hasTree ? with : without).Add(measured[Measured.EventsPerSecond]);
            }
        }

        string folder = run.NewFolder("integrity");
        await BenchRun.MeasureAsync("integrity/fill", events, folder);
        Measured start = await BenchRun.MeasureAsync("integrity/start", events, folder);
        List<Measured> verified = [];
        for (int i = 0; i < Runs; i++)
        {
            verified.Add(await BenchRun.MeasureAsync("integrity/verify", events, folder));
        }

        Measured hash = await BenchRun.MeasureAsync("integrity/hash", events, folder);
        Measured prove = await BenchRun.MeasureAsync("integrity/prove", events, folder);
        Measured signed = await BenchRun.MeasureAsync("integrity/sign", events, folder);
        Directory.Delete(Path.Combine(folder, "data", "tree"), recursive: true);
        Measured rebuilt = await BenchRun.MeasureAsync("integrity/start", events, folder);
        Directory.Delete(folder, recursive: true);
        Measured best = verified.MinBy(one => one["seconds"])!;
        string Times(Measured of, string name) => $"{Figure.Milliseconds(of[name + "_p50"])} (p99 {Figure.Milliseconds(of[name + "_p99"])})";
        return string.Create(CultureInfo.InvariantCulture,
            $"""
            Appending {ingested:N0} entries to the journal in batches of 1,000 that were made before, until all are sealed and signed, the median of {Runs} in turn:
            {Figure.Count(Median(with))} events/s with the tree, {Figure.Count(Median(without))} without: {Figure.Ratio(Median(with), Median(without))} of it.

            Of a journal of {events:N0} events, from the page cache:

            | | |
            |---|---|
            | `verify`, the best of {Runs} | {best["seconds"]:N1} s, {Figure.Count(best[Measured.EventsPerSecond])} events/s, {best["processor_us"]:N1} µs of processor an event, peak memory {Figure.Count(best.Find(Measured.PeakMebibytes))} MiB |
            | SHA-256 of the same facts and details, once, from memory, on all cores | {hash["seconds"]:N1} s, {Figure.Count(hash[Measured.EventsPerSecond])} events/s; `verify` takes {Figure.Ratio(best["seconds"], hash["seconds"])} times as long |
            | the hashes of an inclusion proof | {Times(prove, "hashes")} ms |
            | a proof file out of the folder, detail included | {Times(prove, "made")} ms |
            | checking that file | {Times(prove, "held")} ms |
            | a checkpoint on demand: hashes flushed, signed, guard and files written | {Times(signed, "signed")} ms |
            | start, with the tree's files | {start["seconds"]:N2} s |
            | start, the tree made anew from the entries | {rebuilt["seconds"]:N1} s |

            Published by their makers, on other machines and not measured beside us: Tessera on POSIX files about 10,000 entries/s (7 cores, NVMe), Trillian 400 to 1,000, immudb embedded 1.2 to 1.8 million/s in batches of 1,000,
            not flushed.
            """);
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
