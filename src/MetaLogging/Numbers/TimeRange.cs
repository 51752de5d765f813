using MetaLogging.Events;

namespace MetaLogging.Numbers;

/// <summary>A range of timestamps: start inclusive, end exclusive.</summary>
/// <param name="Start">The earliest time, inclusive.</param>
/// <param name="End">The latest time, exclusive.</param>
public readonly record struct TimeRange(DateTimeOffset Start, DateTimeOffset End)
{
    internal long StartNanoseconds => UnixTime.FromDateTimeOffset(Start);

    internal long EndNanoseconds => UnixTime.FromDateTimeOffset(End);

    /// <summary>The last <paramref name="length"/> up to and with now: 30 days are 30 × 24 h.</summary>
    public static TimeRange Last(TimeSpan length, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        DateTimeOffset end = time.GetUtcNow().AddTicks(1);
        return new(end - length, end);
    }
}
