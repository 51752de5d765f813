using System.Globalization;
using System.Text;
using MetaLogging.Bench.Data;
using MetaLogging.Bench.Results;
using MetaLogging.Bench.Servers;

namespace MetaLogging.Bench.Ingesting;

/// <summary>The same events by the same client to our server, to one that only reads bodies, and to InfluxDB.</summary>
internal static class HttpIngestBench
{
    const long DefaultEvents = 2_000_000;

    /// <summary>More single events than these are not sent in the time there is.</summary>
    const long MostSingles = 400_000;

    const int Runs = 2;

    static readonly string[] ConnectionCounts = ["1", "16", "64"];

    static readonly Setting[] Settings =
    [
        new("2", BodyEncoding.None), new("4", BodyEncoding.None), new("4", BodyEncoding.Gzip), new("4", BodyEncoding.Zstd),
    ];

    public static Bench Bench { get; } = new("ingest-http", MeasureAsync);

    static async Task<string> MeasureAsync(BenchRun run)
    {
        long events = run.Events ?? DefaultEvents;
        long singleEvents = Math.Min(events, MostSingles);
        string[] servers = InfluxServer.Program is null
            ? [MeasuredServer.Floor, MeasuredServer.Ours]
            : [MeasuredServer.Floor, MeasuredServer.Ours, MeasuredServer.Influx];
        Dictionary<string, List<Measured?>> singles = servers.ToDictionary(s => s, _ => new List<Measured?>());
        Dictionary<string, List<Measured?>> batches = servers.ToDictionary(s => s, _ => new List<Measured?>());
        foreach (string connections in ConnectionCounts)
        {
            await MeasureAsync(singles, Measured.EventsPerSecond, async server =>
                await run.MeasureAsync("http/singles", singleEvents, server, connections));
        }

        foreach (Setting setting in Settings)
        {
            await MeasureAsync(batches, HttpIngest.QueryablePerSecond, async server =>
                server == MeasuredServer.Influx && setting.Encoding == BodyEncoding.Zstd
                    ? null
                    : await run.MeasureAsync("http/batches", events, server, setting.Count, setting.Encoding.ToString()));
        }

        Measured stages = await run.MeasureAsync("ingest/stages", Math.Min(events, IngestStages.MostEvents));
        Measured? profile = ServerProfile.IsPossible ? await run.MeasureAsync("http/profile", events, Settings[0].Count) : null;

        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"""
            Requests are made beforehand and sent by one client in a process of its own, on the same cores; a connection has one request
            under way. An event is {EventLines.JsonLength():N0} bytes of JSON, or {EventLines.LineProtocolLength():N0} bytes of line protocol
            (two tags, seven fields; what else the events have is left out).
            The floor is Kestrel, set up as our program sets it up, with a handler that only reads the body, packed as it is.
            influxd is {InfluxText()}
            In parentheses the ratio to the floor, and to influxd. Each figure is that of the better of two runs.
            """);
        text.AppendLine();
        AppendSingles(text, singles);
        text.AppendLine();
        AppendBatches(text, batches);
        text.AppendLine();
        AppendStages(text, stages, batches[MeasuredServer.Floor][0]!, batches[MeasuredServer.Ours][0]!, profile);
        return text.ToString();
    }

    /// <summary>
    /// Measures each server, one right after the other, because that is compared; and all again. The better run of each counts.
    /// </summary>
    static async Task MeasureAsync(
        Dictionary<string, List<Measured?>> rows, string figure, Func<string, Task<Measured?>> measureAsync)
    {
        Dictionary<string, Measured?> best = [];
        for (int run = 0; run < Runs; run++)
        {
            foreach (string server in rows.Keys)
            {
                Measured? measured = await measureAsync(server);
                Measured? before = best.GetValueOrDefault(server);
                best[server] = before is null || measured?[figure] > before[figure] ? measured : before;
            }
        }

        foreach ((string server, List<Measured?> row) in rows)
        {
            row.Add(best[server]);
        }
    }

    static string InfluxText() => InfluxServer.Program is null
        ? "not installed and was left out."
        : "Debian's 1.6 as it comes: each write is flushed to its log; there is no proof, and a point like another replaces it.";

    static void AppendSingles(StringBuilder text, Dictionary<string, List<Measured?>> measured)
    {
        text.AppendLine("One event a request, acknowledged requests a second (each flushed, but for the floor's):");
        text.AppendLine();
        text.AppendLine($"| | {string.Join(" | ", ConnectionCounts.Select(Connections))} |");
        text.AppendLine("|---|---|---|---|");
        AppendRows(text, measured, "", Measured.EventsPerSecond);
        AppendFigures(text, measured, "latency p50, ms", HttpIngest.Median, Figure.Milliseconds);
        AppendFigures(text, measured, "latency p99, ms", HttpIngest.Percentile99, Figure.Milliseconds);
        AppendFigures(text, measured, "the server's processor time, s per million", HttpIngest.ServerSeconds, Seconds);
        AppendFigures(text, measured, "the client's, s per million", HttpIngest.ClientSeconds, Seconds);
    }

    static void AppendBatches(StringBuilder text, Dictionary<string, List<Measured?>> measured)
    {
        text.AppendLine(CultureInfo.InvariantCulture,
            $"Batches of {HttpIngest.BatchSize:N0} events; events a second, until all of them are found by a query:");
        text.AppendLine();
        text.AppendLine($"| | {string.Join(" | ", Settings.Select(s => s.Name))} |");
        text.AppendLine("|---|---|---|---|---|");
        AppendRows(text, measured, "", HttpIngest.QueryablePerSecond);
        AppendRows(text, measured, ": acknowledged", Measured.EventsPerSecond);
        AppendFigures(text, measured, "a batch is acknowledged, p50, ms", HttpIngest.Median, Figure.Milliseconds);
        AppendFigures(text, measured, "a batch is acknowledged, p99, ms", HttpIngest.Percentile99, Figure.Milliseconds);
        AppendFigures(text, measured, "the server's processor time, s per million", HttpIngest.ServerSeconds, Seconds);
        AppendFigures(text, measured, "the client's, s per million", HttpIngest.ClientSeconds, Seconds);
        AppendFigures(text, measured, "peak memory of the server, MiB", HttpIngest.ServerPeak, Figure.Count);
        AppendFigures(text, measured, "requests refused for now, and sent again", HttpIngest.Refused, Figure.Count);
    }

    static void AppendRows(StringBuilder text, Dictionary<string, List<Measured?>> measured, string what, string figure)
    {
        List<Measured?> floor = measured[MeasuredServer.Floor];
        List<Measured?>? influx = measured.GetValueOrDefault(MeasuredServer.Influx);
        foreach ((string server, List<Measured?> row) in measured)
        {
            IEnumerable<string> cells = row.Select((m, i) => server == MeasuredServer.Ours
                ? $"{Figure.Count(m?.Find(figure))} ({Figure.Ratio(m?.Find(figure), floor[i]?.Find(figure))}; "
                    + $"{Figure.Ratio(m?.Find(figure), influx?[i]?.Find(figure))})"
                : Figure.Rate(m?.Find(figure), floor[i]?.Find(figure)));
            text.AppendLine($"| {Title(server)}{what} | {string.Join(" | ", cells)} |");
        }
    }

    static void AppendFigures(
        StringBuilder text, Dictionary<string, List<Measured?>> measured, string what, string figure, Func<double?, string> write)
    {
        foreach ((string server, List<Measured?> row) in measured)
        {
            text.AppendLine($"| {Title(server)}: {what} | {string.Join(" | ", row.Select(m => write(m?.Find(figure))))} |");
        }
    }

    static void AppendStages(StringBuilder text, Measured stages, Measured floor, Measured ours, Measured? profile)
    {
        text.AppendLine(CultureInfo.InvariantCulture,
            $"""
            Where the time goes, in ns per event. First each stage alone, on one thread, by the stopwatch (receiving: the processor time of
            the floor, for batches on {Settings[0].Count} connections):
            """);
        text.AppendLine();
        text.AppendLine("| stage | ns per event |");
        text.AppendLine("|---|---|");
        text.AppendLine($"| receive | {Figure.Count(Nanoseconds(floor))} |");
        string[] all =
        [
            IngestStages.Parse, IngestStages.Validate, IngestStages.Write, IngestStages.Digest, IngestStages.Append, IngestStages.Seal,
            IngestStages.Read, IngestStages.Project,
        ];
        foreach (string stage in all)
        {
            text.AppendLine($"| {stage} | {Figure.Count(stages.Find(stage))} |");
        }

        text.AppendLine($"| sum | {Figure.Count(Nanoseconds(floor) + all.Sum(s => stages.Find(s) ?? 0))} |");
        text.AppendLine($"| processor time of the server, all its threads, until all can be queried | {Figure.Count(Nanoseconds(ours))} |");
        text.AppendLine();
        if (profile is null)
        {
            text.AppendLine("perf is not installed: the server could not be profiled.");
            return;
        }

        text.AppendLine("Then the same server while it takes these batches, by a sampling profile (perf) of its processor time:");
        text.AppendLine();
        text.AppendLine("| stage | share | ns per event |");
        text.AppendLine("|---|---|---|");
        foreach (string stage in ServerStage.All)
        {
            double share = profile.Find(ServerProfile.Share + stage) ?? 0;
            text.AppendLine(
                CultureInfo.InvariantCulture, $"| {stage} | {share:P1} | {Figure.Count(share * Nanoseconds(profile))} |");
        }

        text.AppendLine($"| sum | | {Figure.Count(Nanoseconds(profile))} |");
    }

    /// <summary>Seconds per million events are microseconds per event.</summary>
    static double Nanoseconds(Measured measured) => measured[HttpIngest.ServerSeconds] * 1000;

    static string Seconds(double? value) => value is { } v ? v.ToString("N2", CultureInfo.InvariantCulture) : Figure.None;

    static string Connections(string count) => count == "1" ? "1 connection" : count + " connections";

    static string Title(string server) => server switch
    {
        MeasuredServer.Ours => "**metalog**",
        MeasuredServer.Influx => "influxd",
        _ => "floor",
    };

    sealed record Setting(string Count, BodyEncoding Encoding)
    {
        public string Name => Encoding == BodyEncoding.None
            ? Connections(Count)
            : $"{Connections(Count)}, {Encoding.ToString().ToLowerInvariant()}";
    }
}
