using System.Globalization;
using MetaLogging.Bench.Results;

namespace MetaLogging.Bench.Capturing;

/// <summary>What capture costs: each thing with us and without us, in one run.</summary>
internal static class CaptureBench
{
    const long Requests = 50_000;
    const long Rows = 20_000;
    const int Runs = 3;

    public static Bench Bench { get; } = new("capture", MeasureAsync);

    static async Task<string> MeasureAsync(BenchRun run)
    {
        long requests = run.Events ?? Requests;
        long rows = run.Events ?? Rows;
        Measured hooks = await run.MeasureAsync("capture/hooks", 0);
        Measured logger = await run.MeasureAsync("capture/logger", 0);
        Dictionary<string, Measured> best = [];
        foreach (string measurement in Enumerable.Range(0, Runs).SelectMany(_ => (string[])["bare", "used", "audited"]))
        {
            Keep(best, measurement, await run.MeasureAsync("capture/requests", requests, measurement));
        }

        foreach (string measurement in Enumerable.Range(0, Runs).SelectMany(_ => (string[])["rows-bare", "rows-audited", "saves-bare", "saves-audited"]))
        {
            Keep(best, measurement, await run.MeasureAsync("capture/rows", measurement.StartsWith("rows", StringComparison.Ordinal) ? rows : rows / 10, measurement));
        }

        string Rate(string name) => Figure.Count(best[name][Measured.EventsPerSecond]);
        string Of(string name, string bare) => Figure.Ratio(best[name][Measured.EventsPerSecond], best[bare][Measured.EventsPerSecond]);
        string Microseconds(string name) => best[name]["processor_us"].ToString("N1", CultureInfo.InvariantCulture);
        string Nanoseconds(Measured of, string name) => string.Create(CultureInfo.InvariantCulture, $"{of[name]:N0} ns, {of[name + "_bytes"]:N0} bytes");
        return string.Create(CultureInfo.InvariantCulture,
            $"""
            Requests to a minimal endpoint that answers a word, {requests:N0} over 64 connections, client and server in one process; the best of {Runs} in turn:

            | | requests/s | of the bare one | processor a request |
            |---|---|---|---|
            | without us | {Rate("bare")} | | {Microseconds("bare")} µs |
            | `UseMetaLogging()`, the endpoint not audited | {Rate("used")} | {Of("used", "bare")} | {Microseconds("used")} µs |
            | `.Audited(…)`: each request an event on the disk before it ends | {Rate("audited")} | {Of("audited", "bare")} | {Microseconds("audited")} µs |

            Rows inserted by EF Core into SQLite on the same disk (WAL, `synchronous=normal`), the best of {Runs} in turn:

            | | rows/s | of the bare one | processor a row |
            |---|---|---|---|
            | 100 a save, without us | {Rate("rows-bare")} | | {Microseconds("rows-bare")} µs |
            | 100 a save, an event a row, on the disk | {Rate("rows-audited")} | {Of("rows-audited", "rows-bare")} | {Microseconds("rows-audited")} µs |
            | one a save, without us | {Rate("saves-bare")} | | {Microseconds("saves-bare")} µs |
            | one a save, an event a row, on the disk | {Rate("saves-audited")} | {Of("saves-audited", "saves-bare")} | {Microseconds("saves-audited")} µs |

            One call, after warming up:

            | | |
            |---|---|
            | work that is called | {Nanoseconds(hooks, "call")} |
            | work that is run by `Operations`, nobody listens | {Nanoseconds(hooks, "quiet")} |
            | the same, with a hook before and behind that does nothing | {Nanoseconds(hooks, "listened")} |
            | a log message that nobody takes | {Nanoseconds(logger, "bare")} |
            | a log message that a provider formats and drops | {Nanoseconds(logger, "formatted")} |
            | a log message that is taken for the trail (message, template, state, scopes) | {Nanoseconds(logger, "taken")} |
            """);
    }

    static void Keep(Dictionary<string, Measured> best, string name, Measured measured)
    {
        if (!best.TryGetValue(name, out Measured? before) || measured[Measured.EventsPerSecond] > before[Measured.EventsPerSecond])
        {
            best[name] = measured;
        }
    }
}
