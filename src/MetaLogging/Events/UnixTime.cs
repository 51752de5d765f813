namespace MetaLogging.Events;

/// <summary>Nanoseconds since the Unix epoch, as all times are kept from parsing to the stores; UTC, from 1970 to 2262.</summary>
internal static class UnixTime
{
    public const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>From a .NET time; one before 1677 or after 2262 saturates, so that checking the range says what is wrong with it.</summary>
    public static long FromDateTimeOffset(DateTimeOffset time)
    {
        Int128 nanoseconds = (Int128)(time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * 100;
        return (long)Int128.Clamp(nanoseconds, long.MinValue, long.MaxValue);
    }

    /// <summary>To a .NET time, cut to its 100 ns.</summary>
    public static DateTimeOffset ToDateTimeOffset(long nanoseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks((nanoseconds - (((nanoseconds % 100) + 100) % 100)) / 100);
}
