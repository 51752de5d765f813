using MetaLogging.InfluxDb.Points;

namespace MetaLogging.InfluxDb.Asking;

/// <summary>
/// A range of timestamps as one of point times, which are whole seconds, and the conditions that cut the rest off.
/// </summary>
internal static class RangeOfQuestion
{
    /// <summary>Asks for the points of a range.</summary>
    /// <param name="table">The measurement.</param>
    /// <param name="origins">The tags of the journal.</param>
    /// <param name="start">The earliest timestamp, inclusive; null: no bound.</param>
    /// <param name="end">The latest, exclusive; null: no bound.</param>
    /// <param name="conditions">What else must hold.</param>
    public static PointQuestion Of(PointTable table, IReadOnlyList<string> origins, long? start, long? end, IEnumerable<Condition> conditions)
    {
        List<Condition> all = [.. conditions];
        long from = PointTime.FloorToSecond(Math.Max(0, start ?? 0));
        long to = end is { } last ? PointTime.CeilingToSecond(last) : long.MaxValue;
        if (start > from)
        {
            all.Add(new Condition.AtLeast(table[PointTable.Timestamp], start.Value));
        }

        if (end is { } exact && exact != to)
        {
            all.Add(new Condition.Below(table[PointTable.Timestamp], exact));
        }

        return new(table, origins, from, Math.Max(from, to), all);
    }
}
