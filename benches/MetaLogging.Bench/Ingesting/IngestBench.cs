using System.Globalization;
using System.Text;
using MetaLogging.Bench.Data;
using MetaLogging.Bench.Results;

namespace MetaLogging.Bench.Ingesting;

/// <summary>Durable acknowledgements a second, beside the floor, Serilog and SQLite.</summary>
internal static class IngestBench
{
    const long DefaultBurst = 1_000_000;
    const long DefaultSustained = 5_000_000;
    static readonly int[] CallerCounts = [1, 16, 256];

    public static Bench Bench { get; } = new("ingest-library", MeasureAsync);

    static async Task<string> MeasureAsync(BenchRun run)
    {
        long sustainedEvents = run.Events ?? DefaultSustained;
        long burstEvents = Math.Min(sustainedEvents, DefaultBurst);
        Measured burst = await run.MeasureAsync("ingest/ours/burst", burstEvents);
        Measured sustained = await run.MeasureAsync("ingest/ours/sustained", sustainedEvents);
        string raw = burst["raw_bytes"].ToString("F0", CultureInfo.InvariantCulture);
        List<Measured> floor = [], ours = [], serilog = [], durable = [], plain = [], tuned = [];
        foreach (int callers in CallerCounts)
        {
            string count = callers.ToString(CultureInfo.InvariantCulture);
            Measured before = await run.MeasureAsync("ingest/floor", long.MaxValue, count, raw);
            ours.Add(await run.MeasureAsync("ingest/ours/callers", burstEvents, count));
            serilog.Add(await run.MeasureAsync("ingest/serilog", burstEvents, "durable", count));
            durable.Add(await run.MeasureAsync("ingest/sqlite", burstEvents, "durable", count));
            plain.Add(await run.MeasureAsync("ingest/sqlite", burstEvents, "plain", count));
            tuned.Add(await run.MeasureAsync("ingest/sqlite", burstEvents, "tuned", count));
            floor.Add(Faster(before, await run.MeasureAsync("ingest/floor", long.MaxValue, count, raw)));
        }

        string batch = OurIngest.BatchSize.ToString(CultureInfo.InvariantCulture);
        Measured first = await run.MeasureAsync("ingest/floor", burstEvents, batch, raw);
        ours.Add(burst);
        durable.Add(await run.MeasureAsync("ingest/sqlite", burstEvents, "durable", "batches", batch));
        plain.Add(await run.MeasureAsync("ingest/sqlite", burstEvents, "plain", "batches", batch));
        tuned.Add(await run.MeasureAsync("ingest/sqlite", burstEvents, "tuned", "batches", batch));
        floor.Add(Faster(first, await run.MeasureAsync("ingest/floor", burstEvents, batch, raw)));
        Measured written = await run.MeasureAsync("ingest/serilog", burstEvents, "plain");
        Measured buffered = await run.MeasureAsync("ingest/serilog", burstEvents, "buffered");
        Measured stages = await run.MeasureAsync("ingest/stages", Math.Min(burstEvents, IngestStages.MostEvents));

        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"""
            Events of {EventLines.JsonLength():N0} bytes of JSON; an entry of them has {raw} bytes before compression.
            Acknowledged events a second; in parentheses the ratio to the floor.
            """);
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"| | 1 caller | 16 callers | 256 callers | batches of {OurIngest.BatchSize:N0} |");
        text.AppendLine("|---|---|---|---|---|");
        AppendRow("floor: the same bytes, written and flushed by a bare loop", floor, floor);
        AppendRow("**MetaLogging**: flushed, with its embedded store following", ours, floor);
        AppendRow("Serilog's file sink, flushed after each event", serilog, floor);
        AppendRow("SQLite, two indexes, flushed (WAL, synchronous=FULL)", durable, floor);
        AppendRow("SQLite as it comes (rollback journal, flushed)", plain, floor);
        AppendRow("SQLite as it is tuned (WAL, synchronous=NORMAL): a crash of the machine loses what was acknowledged", tuned, floor);
        text.AppendLine(CultureInfo.InvariantCulture,
            $"| Serilog's file sink as it comes: one thread, nothing is flushed | {Rate(written)}; buffered {Rate(buffered)} | | | |");
        text.AppendLine();
        text.AppendLine(
            """
            The floor of n callers flushes n events at once, that of batches one batch; it is the better of two runs.
            Batches of ours come from four senders.
            """);
        text.AppendLine();
        text.AppendLine("| | burst | sustained |");
        text.AppendLine("|---|---|---|");
        text.AppendLine(
            CultureInfo.InvariantCulture, $"| events | {burstEvents:N0}, made beforehand | {sustainedEvents:N0}, made meanwhile |");
        AppendBoth("acknowledged a second", Measured.EventsPerSecond);
        AppendBoth("a second until all can be queried", "queryable_per_second");
        AppendBoth("peak memory, MiB (of a burst: with all its events)", Measured.PeakMebibytes);
        text.AppendLine();
        text.AppendLine("| bytes per event on disk | |");
        text.AppendLine("|---|---|");
        string Bytes(string of) => Figure.Count(sustained.Find(of));
        text.AppendLine(CultureInfo.InvariantCulture,
            $"| sealed journal | {Bytes("journal_bytes")} (facts {Bytes("facts_bytes")}, details {Bytes("details_bytes")}) |");
        text.AppendLine(CultureInfo.InvariantCulture, $"| embedded store | {Bytes("store_bytes")} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"| index of ids | {Bytes("ids_bytes")} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"| Serilog's file | {Figure.Count(written["bytes_per_event"])} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"| SQLite's file | {Figure.Count(durable[^1]["bytes_per_event"])} |");
        text.AppendLine();
        text.Append(IngestStages.Describe(stages));
        return text.ToString();

        static Measured Faster(Measured one, Measured other) =>
            one[Measured.EventsPerSecond] > other[Measured.EventsPerSecond] ? one : other;

        string Rate(Measured of) => Figure.Count(of[Measured.EventsPerSecond]);

        void AppendRow(string name, List<Measured> row, List<Measured> floors)
        {
            IEnumerable<string> cells = Enumerable.Range(0, CallerCounts.Length + 1)
                .Select(i => Figure.Rate(row.ElementAtOrDefault(i)?[Measured.EventsPerSecond], floors[i][Measured.EventsPerSecond]));
            text.AppendLine($"| {name} | {string.Join(" | ", cells)} |");
        }

        void AppendBoth(string name, string figure) =>
            text.AppendLine($"| {name} | {Figure.Count(burst.Find(figure))} | {Figure.Count(sustained.Find(figure))} |");
    }
}
