using System.Globalization;
using MetaLogging.Events;

namespace MetaLogging.InfluxDb.Points;

/// <summary>
/// Where an entry's point stands. A point whose measurement, tags and time equal another's is merged into it, so the time is made of what
/// never changes and is unique in a journal: the whole second of the event, and the sequence in the place of its nanoseconds. The tag
/// <c>origin</c> goes on where the sequence no longer fits.
/// </summary>
internal static class PointTime
{
    /// <summary>The latest time that InfluxDB knows.</summary>
    public const long Last = 9_223_372_036_854_775_806;

    const long Second = UnixTime.NanosecondsPerSecond;

    public static long Of(long timestampNanoseconds, long sequence) => FloorToSecond(timestampNanoseconds) + (sequence % Second);

    public static long FloorToSecond(long nanoseconds) => nanoseconds - (((nanoseconds % Second) + Second) % Second);

    /// <summary>The first whole second that is not before it; the last one there is at the end of time.</summary>
    public static long CeilingToSecond(long nanoseconds)
    {
        long floor = FloorToSecond(nanoseconds);
        return floor == nanoseconds ? floor : floor > long.MaxValue - Second ? floor : floor + Second;
    }

    /// <summary>The tag of an entry.</summary>
    public static string Origin(string journal, long sequence) => sequence < Second
        ? journal
        : string.Create(CultureInfo.InvariantCulture, $"{journal}.{sequence / Second}");

    /// <summary>The tags of all entries before a sequence.</summary>
    public static IReadOnlyList<string> Origins(string journal, long next)
    {
        List<string> origins = [journal];
        for (long first = Second; first < next; first += Second)
        {
            origins.Add(Origin(journal, first));
        }

        return origins;
    }
}
