using System.Globalization;
using System.Text;
using MetaLogging.Bench.Data;
using MetaLogging.Bench.Querying;
using MetaLogging.Bench.Results;
using MetaLogging.Bench.Servers;

namespace MetaLogging.Bench.Projecting;

/// <summary>The journal's way into InfluxDB, beside a bare loop of writes; and questions to InfluxDB, beside the embedded store.</summary>
internal static class InfluxDbBench
{
    const long DefaultEvents = 1_000_000;

    static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);
    static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(2);

    public static Bench Bench { get; } = new("influxdb", MeasureAsync);

    static async Task<string> MeasureAsync(BenchRun run)
    {
        if (InfluxServer.Program is null)
        {
            return "influxd is not installed, so nothing was measured.";
        }

        long events = run.Events ?? DefaultEvents;
        string folder = run.NewFolder("influxdb-ours");
        await BenchRun.MeasureAsync("query/fill", events, folder);
        Measured embedded = await BenchRun.MeasureAsync("query/ours", events, folder);

        Measured loop = await OnServerAsync(run, "loop", port => BenchRun.MeasureAsync("influxdb/loop", events, folder, port));
        Measured project = [];
        Measured queries = [];
        Measured steady = [];
        double bytes = 0;
        string points = run.NewFolder("influxdb-points");
        await using (MeasuredServer server = await InfluxServer.StartAsync(points))
        {
            string port = server.Port.ToString(CultureInfo.InvariantCulture);
            project = await BenchRun.MeasureAsync("influxdb/project", events, folder, port);
            project["server_mib"] = server.Process.PeakMebibytes ?? 0;
            bytes = await SizeWhenQuietAsync(points) / events;
            queries = await BenchRun.MeasureAsync("influxdb/queries", events, folder, port);
            queries["server_mib"] = server.Process.PeakMebibytes ?? 0;
            steady = await BenchRun.MeasureAsync("influxdb/steady", events, folder, port);
        }

        Directory.Delete(points, recursive: true);
        Directory.Delete(folder, recursive: true);
        return Write(events, loop, project, steady, queries, embedded, bytes);
    }

    static string Write(long events, Measured loop, Measured project, Measured steady, Measured queries, Measured embedded, double bytes)
    {
        StringBuilder text = new();
        string Rate(Measured of) => Figure.Count(of[Measured.EventsPerSecond]);
        text.AppendLine(CultureInfo.InvariantCulture,
            $"""
            {events:N0} audit events of 60 days, 2,000 users, into one influxd 1.6.7 on the same machine, in batches of 5,000 over two connections.
            The loop sends the same bytes, made beforehand, and does nothing else; ours reads the journal, makes the
            points, and keeps its position; its first tenth is not counted, as there it is compiled.

            | | |
            |---|---|
            | points a second, bare loop | {Rate(loop)} |
            | points a second, ours (as after an outage: the journal full, the server empty) | {Rate(project)} |
            | processor time a point, µs, ours (the server's is the rest of both cores) | {Figure.Milliseconds(project["microseconds_each"])} |
            | ratio | {Figure.Ratio(project[Measured.EventsPerSecond], loop[Measured.EventsPerSecond])} |
            | lag under {OurProjection.SteadyRate:N0} events a second, ms: median; 99 %; most | {Figure.Milliseconds(steady["lag_median_ms"])}; {Figure.Milliseconds(steady["lag_p99_ms"])}; {Figure.Milliseconds(steady["lag_most_ms"])} |
            | bytes on InfluxDB's disk per point, compacted as far as it does by itself | {Figure.Count(bytes)} |
            | peak memory while catching up, MiB: ours; influxd | {Figure.Count(project.Find(Measured.PeakMebibytes))}; {Figure.Count(project["server_mib"])} |
            | peak memory after the questions, MiB: ours; influxd | {Figure.Count(queries.Find(Measured.PeakMebibytes))}; {Figure.Count(queries["server_mib"])} |

            Medians in ms of up to 21 askings, each about something else (behind them the slowest). The ratio is InfluxDB's median to the embedded store's.

            | question | InfluxDB | embedded store | ratio |
            |---|---|---|---|
            """);
        foreach (string question in Question.All)
        {
            string Cell(Measured of) => $"{Figure.Milliseconds(of[QuestionTimer.MedianOf(question)])} ({Figure.Milliseconds(of[QuestionTimer.SlowestOf(question)])})";
            string ratio = Figure.Ratio(queries[QuestionTimer.MedianOf(question)], embedded[QuestionTimer.MedianOf(question)]);
            text.AppendLine(CultureInfo.InvariantCulture, $"| {question} | {Cell(queries)} | {Cell(embedded)} | {ratio} |");
        }

        List<string> differing = [.. Question.All.Where(q => queries[QuestionTimer.AnswerTo(q)] != embedded[QuestionTimer.AnswerTo(q)])];
        text.AppendLine();
        text.AppendLine(differing.Count == 0
            ? "Both found the same, in every question."
            : $"**They found different things**: {string.Join("; ", differing)}.");
        return text.ToString();
    }

    static async Task<Measured> OnServerAsync(BenchRun run, string name, Func<string, Task<Measured>> measureAsync)
    {
        string folder = run.NewFolder($"influxdb-{name}");
        Measured measured;
        await using (MeasuredServer server = await InfluxServer.StartAsync(folder))
        {
            measured = await measureAsync(server.Port.ToString(CultureInfo.InvariantCulture));
        }

        Directory.Delete(folder, recursive: true);
        return measured;
    }

    /// <summary>The size of its files once it has not changed for a while.</summary>
    static async Task<double> SizeWhenQuietAsync(string folder)
    {
        double last = -1;
        for (TimeSpan waited = TimeSpan.Zero; waited < LongestLook; waited += BetweenLooks)
        {
            double size = OurTrail.Size(folder, "*");
            if (size == last)
            {
                break;
            }

            last = size;
            await Task.Delay(BetweenLooks);
        }

        return OurTrail.Size(Path.Combine(folder, "data"), "*") + OurTrail.Size(Path.Combine(folder, "wal"), "*");
    }
}
