using System.Globalization;
using System.Text;
using MetaLogging.Bench.Results;

namespace MetaLogging.Bench.Querying;

/// <summary>Questions at 10 million events, to us, to SQLite and to PostgreSQL, which hold the same rows.</summary>
internal static class QueryBench
{
    const long DefaultEvents = 10_000_000;

    public static Bench Bench { get; } = new("query", MeasureAsync);

    static async Task<string> MeasureAsync(BenchRun run)
    {
        long events = run.Events ?? DefaultEvents;
        string folder = run.NewFolder("query-ours");
        Measured filled = await BenchRun.MeasureAsync("query/fill", events, folder);
        Measured ours = await BenchRun.MeasureAsync("query/ours", events, folder);
        Directory.Delete(folder, recursive: true);
        Measured sqlite = await run.MeasureAsync("query/sqlite", events);
        Measured? postgres = PostgresServer.Programs is null ? null : await run.MeasureAsync("query/postgresql", events);

        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"""
            {events:N0} audit events of 60 days, 2,000 users. Medians in ms of up to 21 askings in one process, each about something else
            (behind them the slowest). SQLite and PostgreSQL have indexes on id, time, user, address, action and privacy; text is searched
            without an index by all three. The ratio is the peer's median to ours: above 1 we are faster.
            """);
        text.AppendLine();
        text.AppendLine("| question | ours | SQLite | ratio | PostgreSQL | ratio |");
        text.AppendLine("|---|---|---|---|---|---|");
        foreach (string question in Question.All)
        {
            string Median(Measured of) => Figure.Milliseconds(of[QuestionTimer.MedianOf(question)]);
            string Slowest(Measured of) => Figure.Milliseconds(of[QuestionTimer.SlowestOf(question)]);
            string Cell(Measured? of) => of is null ? Figure.None : $"{Median(of)} ({Slowest(of)})";
            string Ratio(Measured? of) => Figure.Ratio(of?[QuestionTimer.MedianOf(question)], ours[QuestionTimer.MedianOf(question)]);
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {question} | {Cell(ours)} | {Cell(sqlite)} | {Ratio(sqlite)} | {Cell(postgres)} | {Ratio(postgres)} |");
        }

        string Bytes(string of) => Figure.Count(filled.Find(of));
        string ourBytes = $"journal {Bytes("journal_bytes")}, store {Bytes("store_bytes")}, ids {Bytes("ids_bytes")}";
        string theirBytes = $"{Figure.Count(sqlite["bytes_per_event"])} | | {Figure.Count(postgres?.Find("bytes_per_event"))}";
        text.AppendLine($"| bytes on disk per event | {ourBytes} | {theirBytes} | |");
        string Peak(Measured of) => Figure.Count(of.Find(Measured.PeakMebibytes));
        text.AppendLine($"| peak memory, MiB | {Peak(ours)} | {Peak(sqlite)} | | in the server, not measured | |");
        text.AppendLine();
        text.AppendLine(Differences("SQLite", ours, sqlite));
        text.AppendLine(postgres is null ? "PostgreSQL is not installed and was left out." : Differences("PostgreSQL", ours, postgres));
        return text.ToString();
    }

    /// <summary>All are asked the same and must find the same.</summary>
    static string Differences(string peer, Measured ours, Measured theirs)
    {
        string Pair(string question) =>
            $"{question}: {theirs[QuestionTimer.AnswerTo(question)]} and not {ours[QuestionTimer.AnswerTo(question)]}";
        List<string> differing = [.. Question.All.Where(q => ours[QuestionTimer.AnswerTo(q)] != theirs[QuestionTimer.AnswerTo(q)])];
        return differing.Count == 0
            ? $"{peer} found the same as we did, in every question."
            : $"**{peer} found something else than we did**: {string.Join("; ", differing.Select(Pair))}.";
    }
}
