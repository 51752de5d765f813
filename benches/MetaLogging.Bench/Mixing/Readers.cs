using System.Diagnostics;
using System.Text;
using MetaLogging.Bench.Http;

namespace MetaLogging.Bench.Mixing;

/// <summary>Ask one question after another, each when it is due, or as soon as the one before it is answered.</summary>
internal sealed class Readers(HttpConnections connections, QuestionMix questions)
{
    int _next;

    /// <summary>Asks for some time.</summary>
    /// <param name="rate">How many questions each reader asks a second.</param>
    public async Task<Answers> RunAsync(double rate, TimeSpan longest)
    {
        Answers answers = new();
        Pace pace = new(rate);
        await Task.WhenAll(connections.All.Select((c, i) => AskAsync(c, (double)i / connections.All.Count, pace, longest, answers)));
        return answers;
    }

    /// <param name="offset">Readers don't ask all at once.</param>
    async Task AskAsync(HttpConnection connection, double offset, Pace pace, TimeSpan longest, Answers answers)
    {
        for (int n = 0; pace.Elapsed < longest; n++)
        {
            await pace.WaitAsync(n + offset);
            MixedQuestion question = questions.At(Interlocked.Increment(ref _next));
            long sent = Stopwatch.GetTimestamp();
            int status = await connection.SendAsync(question.Request);
            long ticks = Stopwatch.GetTimestamp() - sent;
            if (status is not (200 or 429 or 503))
            {
                throw new InvalidOperationException($"{question.Name} was answered {status}: {Encoding.UTF8.GetString(connection.Body)}");
            }

            answers.Add(question.Name, status, ticks, connection.Body.IndexOf("\"lag_seconds\""u8) >= 0);
        }
    }
}
