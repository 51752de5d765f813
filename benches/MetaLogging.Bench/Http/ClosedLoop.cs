using System.Diagnostics;
using System.Text;

namespace MetaLogging.Bench.Http;

/// <summary>
/// Connections that each wait for the answer to one request before they send the next. They share the requests, none of which is sent
/// twice.
/// </summary>
/// <param name="requests">Made beforehand.</param>
internal sealed class ClosedLoop(HttpConnections connections, IReadOnlyList<byte[]> requests)
{
    const int MostRefusals = 100;
    const int LongestWait = 5;

    int _next;
    int _refused;

    /// <summary>How many requests were answered, in all runs.</summary>
    public int Answered { get; private set; }

    /// <summary>How many times the server said "later", and was asked again when it had said.</summary>
    public int Refused => _refused;

    /// <summary>Sends the next requests, and answers how long each took.</summary>
    /// <param name="count">How many at most; null: all that are left.</param>
    /// <param name="longest">After this time nothing more is sent.</param>
    /// <exception cref="InvalidOperationException">A request was answered with something else than success.</exception>
    public async Task<Latencies> RunAsync(int? count, TimeSpan longest)
    {
        int end = count is { } most ? Math.Min(requests.Count, _next + most) : requests.Count;
        long begun = Stopwatch.GetTimestamp();
        Latencies[] all = await Task.WhenAll(connections.All.Select(c => SendAsync(c, end, begun, longest)));
        _next = Math.Min(_next, end);
        Latencies latencies = new();
        foreach (Latencies some in all)
        {
            latencies.AddRange(some);
        }

        Answered += latencies.Count;
        return latencies;
    }

    async Task<Latencies> SendAsync(HttpConnection connection, int end, long begun, TimeSpan longest)
    {
        Latencies latencies = new();
        while (Stopwatch.GetElapsedTime(begun) < longest)
        {
            int n = Interlocked.Increment(ref _next) - 1;
            if (n >= end)
            {
                break;
            }

            long sent = Stopwatch.GetTimestamp();
            for (int refusals = 0; await connection.SendAsync(requests[n]) is var status and not (>= 200 and < 300); refusals++)
            {
                if (status is not (429 or 503) || refusals == MostRefusals)
                {
                    throw new InvalidOperationException($"Request {n} was answered {status}: {Encoding.UTF8.GetString(connection.Body)}");
                }

                Interlocked.Increment(ref _refused);
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(connection.RetryAfter, LongestWait)));
            }

            latencies.Add(Stopwatch.GetTimestamp() - sent);
        }

        return latencies;
    }
}
