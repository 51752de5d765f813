using System.Diagnostics;

namespace MetaLogging.Bench.Mixing;

/// <summary>When the n-th of something is due.</summary>
/// <param name="rate">How many a second.</param>
internal sealed class Pace(double rate)
{
    readonly long _begun = Stopwatch.GetTimestamp();

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_begun);

    /// <summary>When it is due, as a timestamp of the stopwatch.</summary>
    public long Due(double n) => _begun + (long)(n / rate * Stopwatch.Frequency);

    /// <summary>Returns when it is due; at once when that is over.</summary>
    public async Task WaitAsync(double n)
    {
        TimeSpan wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), Due(n));
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait);
        }
    }
}
