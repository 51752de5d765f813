using MetaLogging.InfluxDb.Asking;
using MetaLogging.InfluxDb.Points;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Writing;

/// <summary>What the store notes beside the events: entries that it set aside, and orders that it carried out.</summary>
internal static class StoreNotes
{
    public const string SetAside = "metalog_set_aside";
    public const string Erasures = "metalog_erasures";

    public static readonly PointField[] SetAsideFields =
        [new("first", FieldType.Integer), new("end", FieldType.Integer), new("reason", FieldType.Text)];

    public static readonly PointField[] ErasureFields = [new("sequence", FieldType.Integer)];

    public static PointBatch OfSetAside(string origin, IReadOnlyList<SetAside> ranges, DateTimeOffset now)
    {
        PointBatch batch = new();
        foreach (SetAside range in ranges)
        {
            new NoteLine(batch.Lines, SetAside, origin).Integer("first", range.FirstSequence).Integer("end", range.EndSequence).Text("reason", range.Reason)
                .End(Second(now), range.FirstSequence % 1_000_000_000);
            batch.EndPoint(range.FirstSequence);
        }

        return batch;
    }

    public static PointBatch Erasure(string origin, long sequence, DateTimeOffset now)
    {
        PointBatch batch = new();
        new NoteLine(batch.Lines, Erasures, origin).Integer("sequence", sequence).End(Second(now), sequence % 1_000_000_000);
        batch.EndPoint(sequence);
        return batch;
    }

    /// <summary>The ranges, oldest first; what was noted again counts once, and neighbours with the same reason are one.</summary>
    public static IReadOnlyList<SetAside> Ranges(IReadOnlyList<PointRow> rows)
    {
        List<SetAside> ranges = [];
        foreach (SetAside range in rows.Select(row => new SetAside((long)row.Values[0]!, (long)row.Values[1]!, (string)row.Values[2]!)).Distinct().OrderBy(range => range.FirstSequence))
        {
            if (ranges is [.., var last] && last.EndSequence == range.FirstSequence && last.Reason == range.Reason)
            {
                ranges[^1] = last with { EndSequence = range.EndSequence };
            }
            else
            {
                ranges.Add(range);
            }
        }

        return ranges;
    }

    static DateTimeOffset Second(DateTimeOffset now) => now - TimeSpan.FromTicks(now.Ticks % TimeSpan.TicksPerSecond);
}
