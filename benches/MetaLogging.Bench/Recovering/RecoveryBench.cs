using System.Diagnostics;
using System.Globalization;
using MetaLogging.Bench.Results;

namespace MetaLogging.Bench.Recovering;

/// <summary>The start after a kill with 10 million events, and the rebuild of the store.</summary>
internal static class RecoveryBench
{
    const long DefaultEvents = 10_000_000;
    const int Kills = 3;

    public static Bench Bench { get; } = new("recovery", MeasureAsync);

    static async Task<string> MeasureAsync(BenchRun run)
    {
        long events = run.Events ?? DefaultEvents;
        string folder = run.NewFolder("recovery");
        List<Measured> starts = [];
        for (int kill = 0; kill < Kills; kill++)
        {
            await WriteUntilKilledAsync(kill == 0 ? events : 0, folder);
            starts.Add(await BenchRun.MeasureAsync("recovery/start", events, folder));
        }

        Measured clean = await BenchRun.MeasureAsync("recovery/start", events, folder);
        Measured rebuild = await BenchRun.MeasureAsync("recovery/rebuild", events, folder);
        Measured floor = await BenchRun.MeasureAsync("recovery/floor", events, folder);
        Directory.Delete(folder, recursive: true);

        string Row(string what, string figure) => string.Create(CultureInfo.InvariantCulture,
            $"| {what} | {string.Join("; ", starts.Select(s => Figure.Count(s.Find(figure))))} | {Figure.Count(clean.Find(figure))} |");
        return string.Create(CultureInfo.InvariantCulture,
            $"""
            Killed with SIGKILL while it was writing, {Kills} times, behind {events:N0} events, {starts[^1]["events"]:N0} at the end.

            | | after each kill | after a clean stop |
            |---|---|---|
            {Row("ms until the trail is open", "opened_ms")}
            {Row("ms until an event is acknowledged", "acknowledged_ms")}
            {Row("ms until a query has answered", "answered_ms")}
            {Row("seconds by which that answer lagged", "lag_seconds")}
            {Row("peak memory, MiB", Measured.PeakMebibytes)}

            Rebuild of the store: {rebuild["seconds"]:N1} s, {rebuild[Measured.EventsPerSecond]:N0} events/s,
            peak memory {Figure.Count(rebuild.Find(Measured.PeakMebibytes))} MiB;
            {Figure.Ratio(rebuild["seconds"], floor["seconds"])} times as long as only reading the journal's files
            ({floor["seconds"]:N1} s, from the page cache).
            """);
    }

    static async Task WriteUntilKilledAsync(long events, string folder)
    {
        await Console.Error.WriteLineAsync("  recovery/write-until-killed");
        using Process process = BenchRun.Start("recovery/write-until-killed", events, folder);
        if (await process.StandardOutput.ReadLineAsync() != "ready")
        {
            throw new InvalidOperationException("The process that was to be killed has ended by itself.");
        }

        await Task.Delay(TimeSpan.FromSeconds(2));
        process.Kill();
        await process.WaitForExitAsync();
    }
}
