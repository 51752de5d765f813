using System.Diagnostics;
using MetaLogging.Bench.Results;

namespace MetaLogging.Bench.Ingesting;

/// <summary>Callers that each wait for the acknowledgement of one event before they send the next.</summary>
internal static class Callers
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    /// <summary>Runs so many callers until all events are sent or the time is up, and answers the acknowledgements a second.</summary>
    /// <param name="recordAsync">Records the n-th event; returns when it is acknowledged.</param>
    public static async Task<Measured> RunAsync(int callers, long events, Func<long, Task> recordAsync)
    {
        // A peer that blocks its callers needs a thread for each.
        ThreadPool.SetMinThreads(callers + Environment.ProcessorCount, 1);
        // What is compiled on the way is not what is measured.
        long next = -1;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => SendAsync(TimeSpan.FromSeconds(2)))));
        long before = Interlocked.Read(ref next);
        long started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => SendAsync(Longest))));
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new() { [Measured.EventsPerSecond] = (Math.Min(Interlocked.Read(ref next), events - 1) - before) / seconds };

        async Task SendAsync(TimeSpan time)
        {
            long begun = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(begun) < time)
            {
                long n = Interlocked.Increment(ref next);
                if (n >= events)
                {
                    return;
                }

                await recordAsync(n);
            }
        }
    }
}
