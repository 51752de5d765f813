using System.Globalization;

namespace MetaLogging.InfluxDb.Tests.Flux.Imitation;

/// <summary>A value of Flux's type time, in nanoseconds since the epoch.</summary>
internal readonly record struct Instant(long Nanoseconds)
{
    /// <summary>Reads RFC 3339 in UTC, as the parser writes literals.</summary>
    public static Instant Parse(string text)
    {
        string[] parts = text.Replace("+00:00", "", StringComparison.Ordinal).Split('.');
        DateTime second = DateTime.ParseExact(parts[0], "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        long fraction = parts.Length > 1 ? long.Parse(parts[1].PadRight(9, '0'), CultureInfo.InvariantCulture) : 0;
        return new((long)(((Int128)(second.Ticks - DateTime.UnixEpoch.Ticks) * 100) + fraction));
    }
}
