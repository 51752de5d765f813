using System.Globalization;
using MetaLogging.Bench.Results;

namespace MetaLogging.Bench.Verifying;

/// <summary>Verifying a folder of 10 million events: every byte, every entry, the tree.</summary>
internal static class VerifyBench
{
    const long DefaultEvents = 10_000_000;
    const int Runs = 3;

    public static Bench Bench { get; } = new("verify", MeasureAsync);

    static async Task<string> MeasureAsync(BenchRun run)
    {
        long events = run.Events ?? DefaultEvents;
        string folder = run.NewFolder("verify");
        await BenchRun.MeasureAsync("verify/fill", events, folder);
        List<Measured> runs = [];
        for (int i = 0; i < Runs; i++)
        {
            runs.Add(await BenchRun.MeasureAsync("verify/run", events, folder));
        }

        Measured floor = await BenchRun.MeasureAsync("recovery/floor", events, folder);
        Directory.Delete(folder, recursive: true);
        Measured best = runs.MinBy(one => one["seconds"])!;
        return string.Create(CultureInfo.InvariantCulture,
            $"""
            `metalog verify` of {events:N0} events from the page cache, the best of {Runs}: {best["seconds"]:N1} s,
            {best[Measured.EventsPerSecond]:N0} events/s, {best["processor_us"]:N1} µs of processor an event,
            peak memory {Figure.Count(best.Find(Measured.PeakMebibytes))} MiB;
            {Figure.Ratio(best["seconds"], floor["seconds"])} times as long as only reading the journal's files ({floor["seconds"]:N1} s).
            """);
    }
}
