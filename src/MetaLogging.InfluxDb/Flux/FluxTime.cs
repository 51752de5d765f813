using System.Globalization;
using MetaLogging.Events;

namespace MetaLogging.InfluxDb.Flux;

/// <summary>A point in time as Flux and the HTTP API of 2.x write it: RFC 3339 to the nanosecond, in UTC.</summary>
/// <param name="Nanoseconds">Since the epoch.</param>
internal readonly record struct FluxTime(long Nanoseconds)
{
    /// <summary>The earliest and the latest time of a point; models/time.go of InfluxDB.</summary>
    public const long Earliest = long.MinValue + 2;

    /// <summary>See <see cref="Earliest"/>.</summary>
    public const long Latest = long.MaxValue - 1;

    /// <summary>The same, or the nearest time that InfluxDB knows.</summary>
    public static FluxTime Within(long nanoseconds) => new(Math.Clamp(nanoseconds, Earliest, Latest));

    public override string ToString()
    {
        (long second, long rest) = Math.DivRem(Nanoseconds, UnixTime.NanosecondsPerSecond);
        if (rest < 0)
        {
            (second, rest) = (second - 1, rest + UnixTime.NanosecondsPerSecond);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.FromUnixTimeSeconds(second).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss}.{rest:000000000}Z");
    }
}
