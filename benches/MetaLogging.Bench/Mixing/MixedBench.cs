using System.Globalization;
using System.Text;
using MetaLogging.Bench.Results;

namespace MetaLogging.Bench.Mixing;

/// <summary>How long readers wait while nobody writes, and while 50,000 events come in a second.</summary>
internal static class MixedBench
{
    const long DefaultEvents = 2_000_000;

    public static Bench Bench { get; } = new("mixed", MeasureAsync);

    static async Task<string> MeasureAsync(BenchRun run)
    {
        long events = run.Events ?? DefaultEvents;
        Measured mixed = await run.MeasureAsync("http/mixed", events);
        double rate = mixed[Measured.EventsPerSecond];
        const double Nearly = 0.99;
        string reached = rate >= MixedLoad.EventsPerSecond * Nearly
            ? "and that rate was held"
            : string.Create(CultureInfo.InvariantCulture, $"which was not reached: they sent as fast as answers came, {rate:N0} a second");

        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"""
            Our server over HTTP with {events:N0} events of the last 60 days in it. {MixedLoad.ReaderCount} readers each ask
            {MixedLoad.QuestionsPerSecond} questions a second: for half the time alone, then for {mixed[MixedLoad.Seconds]:N0} s while
            {MixedLoad.WriterCount} connections send batches of {MixedLoad.BatchSize:N0} lines, {MixedLoad.EventsPerSecond:N0} events a second,
            {reached}. Every answer has seen what was acknowledged before it was asked for, but for {mixed[MixedLoad.Lagging]:N0} that said by
            how much they lag. {mixed[MixedLoad.Refused]:N0} requests were refused.
            """);
        text.AppendLine();
        text.AppendLine("| ms | alone: p50 | p99 | asked | while written to: p50 | p99 | asked | ratio of p99 |");
        text.AppendLine("|---|---|---|---|---|---|---|---|");
        foreach ((string question, _) in QuestionMix.Questions)
        {
            string alone = MixedLoad.Alone + question, both = MixedLoad.Both + question;
            double? slow = Of(MixedLoad.Percentile99Of(both)), quick = Of(MixedLoad.Percentile99Of(alone));
            text.AppendLine($"| {question} | {Cells(alone)} | {Cells(both)} | {Figure.Ratio(slow, quick)} |");
        }

        text.AppendLine($"| a batch is acknowledged, since it was sent | | | | {Cells(MixedLoad.Sent)} | |");
        text.AppendLine($"| the same, since it was due | | | | {Cells(MixedLoad.Due)} | |");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"""
            | while written to | |
            |---|---|
            | events acknowledged a second | {Figure.Count(rate)} ({Figure.Ratio(rate, MixedLoad.EventsPerSecond)} of what was due) |
            | cores the server used; and the client, on the same machine | {mixed[MixedLoad.ServerCores]:N2}; {mixed[MixedLoad.ClientCores]:N2} |
            | peak memory of the server, MiB | {Figure.Count(Of(MixedLoad.ServerPeak))} |
            """);
        return text.ToString();

        double? Of(string figure) => mixed.Find(figure);

        string Cells(string name) =>
            $"{Figure.Milliseconds(Of(MixedLoad.MedianOf(name)))} | {Figure.Milliseconds(Of(MixedLoad.Percentile99Of(name)))} | "
            + Figure.Count(Of(MixedLoad.CountOf(name)));
    }
}
