namespace MetaLogging.Import;

/// <summary>
/// A time as a line of syslog says it: perhaps without a year, perhaps without a zone, and perhaps one that does not exist.
/// </summary>
internal readonly record struct LogTime
{
    /// <summary>The year; 0 where the line has none.</summary>
    public int Year { get; init; }

    public int Month { get; init; }

    public int Day { get; init; }

    public int Hour { get; init; }

    public int Minute { get; init; }

    public int Second { get; init; }

    public int Nanoseconds { get; init; }

    /// <summary>Minutes east of UTC; null where the line names no zone.</summary>
    public int? Offset { get; init; }

    /// <summary>Whether every number lies in its range; the day may still be too late for its month. Second 60 is a leap second.</summary>
    public bool IsInRange =>
        Month is >= 1 and <= 12 && Day is >= 1 and <= 31 && Hour <= 23 && Minute <= 59 && Second <= 60
        && Offset is null or (>= -1439 and <= 1439);

    /// <summary>Seconds on a scale whose months all have 31 days: good for telling order and distance without knowing the year.</summary>
    public long OnScale(int year) => ((((((year * 12L) + Month - 1) * 31) + Day - 1) * 24 + Hour) * 60 + Minute) * 60 + Second;
}
