namespace MetaLogging.Import;

/// <summary>Makes nanoseconds since the epoch of times as lines say them. Not thread-safe.</summary>
/// <remarks>
/// A time that occurs twice in the zone is the first of the two. One that does not occur is read with the offset that was in force before
/// the clocks were set.
/// </remarks>
internal sealed class LocalClock(TimeZoneInfo zone)
{
    const int FirstYear = 1970;
    const int LastYear = 2261;

    readonly bool _isUtc = zone.HasSameRules(TimeZoneInfo.Utc) && zone.BaseUtcOffset == TimeSpan.Zero;
    long _minute = long.MinValue;
    long _minuteOffset;

    /// <summary>Whether there is such a time; otherwise what is wrong with it.</summary>
    public static string? FindProblem(in LogTime time, int year)
    {
        if (!time.IsInRange)
        {
            return "is not a time";
        }

        if (year is < FirstYear or > LastYear)
        {
            return "lies before 1970 or after 2261";
        }

        return time.Day <= DateTime.DaysInMonth(year, time.Month) ? null
            : time is { Month: 2, Day: 29 }
                ? FormattableString.Invariant($"is 29 February, and {year} has none; give the right year of the first line")
            : "is not a time: the month has not so many days";
    }

    /// <summary>Nanoseconds since the epoch of a time with which nothing is wrong.</summary>
    public long ToUnixTime(in LogTime time, int year)
    {
        long days = new DateTime(year, time.Month, time.Day, 0, 0, 0, DateTimeKind.Unspecified).Ticks / TimeSpan.TicksPerDay;
        long minute = (((days * 24) + time.Hour) * 60) + time.Minute;
        long offset = time.Offset is { } given ? given * TimeSpan.TicksPerMinute : OffsetAt(minute);
        long ticks = (minute * TimeSpan.TicksPerMinute) + (time.Second * TimeSpan.TicksPerSecond) - offset - DateTime.UnixEpoch.Ticks;
        return (ticks * 100) + time.Nanoseconds;
    }

    /// <summary>The offset at a local minute, in ticks. Lines stand in order, so that the last answer mostly is the next one.</summary>
    long OffsetAt(long minute)
    {
        if (_isUtc)
        {
            return 0;
        }

        if (minute != _minute)
        {
            _minuteOffset = Find(new DateTime(minute * TimeSpan.TicksPerMinute, DateTimeKind.Unspecified)).Ticks;
            _minute = minute;
        }

        return _minuteOffset;
    }

    TimeSpan Find(DateTime local)
    {
        if (zone.IsAmbiguousTime(local))
        {
            return zone.GetAmbiguousTimeOffsets(local).Max();
        }

        while (zone.IsInvalidTime(local))
        {
            local = local.AddHours(-1);
        }

        return zone.GetUtcOffset(local);
    }
}
