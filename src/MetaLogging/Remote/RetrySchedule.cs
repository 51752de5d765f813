namespace MetaLogging.Remote;

/// <summary>
/// Decides whether there is another try, and after what wait: 0.1 to 0.2 s, then twice as long each time up to 5 s, by chance within the upper half, so that
/// clients that failed together do not come back together; and never before the time that the server asked for.
/// </summary>
/// <param name="retryFor">How long after the first try another one may begin.</param>
internal sealed class RetrySchedule(TimeSpan retryFor, TimeProvider time)
{
    static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    readonly long _start = time.GetTimestamp();
    TimeSpan _next = First;

    /// <summary>Whether there is another try.</summary>
    /// <param name="retryAfter">What the server asked for.</param>
    /// <param name="wait">How long to wait before it.</param>
    public bool TryNext(TimeSpan? retryAfter, out TimeSpan wait)
    {
        wait = _next * (0.5 + (Random.Shared.NextDouble() / 2));
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        if (retryAfter > wait)
        {
            wait = retryAfter.Value;
        }

        return time.GetElapsedTime(_start) + wait <= retryFor;
    }
}
