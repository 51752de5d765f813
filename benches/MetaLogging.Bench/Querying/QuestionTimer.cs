using System.Diagnostics;
using MetaLogging.Bench.Results;

namespace MetaLogging.Bench.Querying;

/// <summary>Asks each question again and again, each time about something else, and keeps the median and the slowest.</summary>
internal static class QuestionTimer
{
    const int Times = 21;
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <param name="askAsync">Asks a question for the n-th time and answers the number found.</param>
    public static async Task<Measured> MeasureAsync(Func<string, int, Task<long>> askAsync)
    {
        Measured measured = [];
        foreach (string question in Question.All)
        {
            // The first answer is checked against the peers' and warms up what is cold.
            measured[AnswerTo(question)] = await askAsync(question, 0);
            List<double> times = [];
            long begun = Stopwatch.GetTimestamp();
            for (int n = 1; n <= Times && (n < 4 || Stopwatch.GetElapsedTime(begun) < Longest); n++)
            {
                long started = Stopwatch.GetTimestamp();
                await askAsync(question, n);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            times.Sort();
            measured[MedianOf(question)] = times[times.Count / 2];
            measured[SlowestOf(question)] = times[^1];
        }

        return measured;
    }

    public static string AnswerTo(string question) => "answer: " + question;

    public static string MedianOf(string question) => "median: " + question;

    public static string SlowestOf(string question) => "slowest: " + question;
}
