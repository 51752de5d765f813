namespace MetaLogging.Journaling;

/// <summary>
/// The segments in the order of their sequences, without a hole. Readers take what stands there at a moment; changes are made one at a
/// time.
/// </summary>
internal sealed class SegmentList
{
    readonly Lock _gate = new();
    Segment[] _segments = [];

    public IReadOnlyList<Segment> All => Volatile.Read(ref _segments);

    public Segment? Last => Volatile.Read(ref _segments) is [.., var last] ? last : null;

    /// <summary>The first sequence that is kept; 0 when there is no segment.</summary>
    public long FirstSequence => Volatile.Read(ref _segments) is [var first, ..] ? first.First : 0;

    /// <summary>The segment that holds a sequence, or would.</summary>
    public Segment? Find(long sequence)
    {
        Segment[] segments = Volatile.Read(ref _segments);
        int low = 0;
        int high = segments.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = segments[middle].First <= sequence ? (middle, high) : (low, middle - 1);
        }

        return segments.Length > 0 && segments[low].First <= sequence ? segments[low] : null;
    }

    /// <summary>Adds a segment at the end; one that begins at the same sequence, and so has no entries, is replaced.</summary>
    public void Add(Segment segment)
    {
        Segment? replaced = null;
        lock (_gate)
        {
            if (_segments is [.. var before, var last] && last.First == segment.First)
            {
                replaced = last;
                Volatile.Write(ref _segments, [.. before, segment]);
            }
            else
            {
                Volatile.Write(ref _segments, [.. _segments, segment]);
            }
        }

        replaced?.Retire();
    }

    public void Replace(Segment old, Segment by)
    {
        lock (_gate)
        {
            Volatile.Write(ref _segments, [.. _segments.Select(segment => segment == old ? by : segment)]);
        }

        old.Retire();
    }

    public void Remove(Segment segment)
    {
        lock (_gate)
        {
            Volatile.Write(ref _segments, [.. _segments.Where(other => other != segment)]);
        }

        segment.Retire();
    }
}
