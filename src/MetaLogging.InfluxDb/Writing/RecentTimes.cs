using MetaLogging.InfluxDb.Points;

namespace MetaLogging.InfluxDb.Writing;

/// <summary>
/// Between which times the points of the last entries lie, so that a question for what came since a sequence need not look at all points. Thread-safe.
/// </summary>
internal sealed class RecentTimes
{
    /// <summary>Entries of one span.</summary>
    const int Span = 1000;

    const int MostSpans = 1000;

    readonly Lock _lock = new();
    readonly LinkedList<(long First, long Earliest, long Latest)> _spans = [];

    public void Add(long sequence, long timestampNanoseconds)
    {
        long second = PointTime.FloorToSecond(timestampNanoseconds);
        lock (_lock)
        {
            if (_spans.Last is { } last && sequence >= last.Value.First && sequence < last.Value.First + Span)
            {
                last.Value = last.Value with { Earliest = Math.Min(last.Value.Earliest, second), Latest = Math.Max(last.Value.Latest, second) };
                return;
            }

            if (_spans.Last is { } newest && sequence != newest.Value.First + Span)
            {
                _spans.Clear();   // entries are sent again, or some were passed over
            }

            _spans.AddLast((sequence, second, second));
            if (_spans.Count > MostSpans)
            {
                _spans.RemoveFirst();
            }
        }
    }

    /// <summary>The earliest and the latest second of the entries from a sequence on; null: not known.</summary>
    public (long Earliest, long Latest)? Since(long sequence)
    {
        lock (_lock)
        {
            if (_spans.First is not { } first || sequence < first.Value.First)
            {
                return null;
            }

            var spans = _spans.Where(span => span.First + Span > sequence).ToList();
            return spans.Count == 0 ? null : (spans.Min(span => span.Earliest), spans.Max(span => span.Latest));
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _spans.Clear();
        }
    }
}
