using System.Diagnostics;
using System.Text;
using MetaLogging.Bench.Http;

namespace MetaLogging.Bench.Mixing;

/// <summary>Send batches when they are due, or as soon as an answer leaves a connection free.</summary>
/// <param name="batches">Requests made beforehand.</param>
internal sealed class Writers(HttpConnections connections, byte[][] batches)
{
    readonly Lock _lock = new();
    int _next;

    /// <summary>How long answers took.</summary>
    public Latencies SinceSent { get; } = new();

    /// <summary>How long answers took since their request should have been sent.</summary>
    public Latencies SinceDue { get; } = new();

    /// <summary>How many batches the server answered with "later"; they are not sent again.</summary>
    public int Refused { get; private set; }

    /// <param name="rate">How many batches are due a second.</param>
    /// <param name="longest">After this time nothing more is sent.</param>
    /// <returns>How long it took until the last answer.</returns>
    public async Task<TimeSpan> RunAsync(double rate, TimeSpan longest)
    {
        Pace pace = new(rate);
        await Task.WhenAll(connections.All.Select(c => SendAsync(c, pace, longest)));
        return pace.Elapsed;
    }

    async Task SendAsync(HttpConnection connection, Pace pace, TimeSpan longest)
    {
        while (true)
        {
            int n = Interlocked.Increment(ref _next) - 1;
            if (n >= batches.Length)
            {
                return;
            }

            await pace.WaitAsync(n);
            if (pace.Elapsed >= longest)
            {
                return;
            }

            long sent = Stopwatch.GetTimestamp();
            int status = await connection.SendAsync(batches[n]);
            long now = Stopwatch.GetTimestamp();
            if (status is not (201 or 429 or 503))
            {
                throw new InvalidOperationException($"Batch {n} was answered {status}: {Encoding.UTF8.GetString(connection.Body)}");
            }

            lock (_lock)
            {
                if (status == 201)
                {
                    SinceSent.Add(now - sent);
                    SinceDue.Add(now - pace.Due(n));
                }
                else
                {
                    Refused++;
                }
            }
        }
    }
}
