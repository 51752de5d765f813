using MetaLogging.Events;

namespace MetaLogging.Recording;

/// <summary>
/// The time of recording: never before the last one while the clock steps back by up to a minute (it is being corrected); a larger step is reported, and the clock believed.
/// Thread-safe.
/// </summary>
internal sealed class RecordingClock(TimeProvider time, long lastNanoseconds)
{
    const long LargestCorrection = 60 * UnixTime.NanosecondsPerSecond;
    readonly Lock _lock = new();
    long _last = lastNanoseconds;

    /// <summary>What the clock says, in nanoseconds since the epoch.</summary>
    public long ClockNanoseconds => UnixTime.FromDateTimeOffset(time.GetUtcNow());

    /// <summary>The time to record now.</summary>
    /// <param name="stepNanoseconds">How far the clock went back, negative, where that is to be journaled; otherwise 0.</param>
    public long Now(out long stepNanoseconds)
    {
        long now = ClockNanoseconds;
        lock (_lock)
        {
            stepNanoseconds = 0;
            if (now < _last - LargestCorrection)
            {
                stepNanoseconds = now - _last;
                _last = now;
            }
            else
            {
                _last = Math.Max(_last, now);
            }

            return _last;
        }
    }
}
