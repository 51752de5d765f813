using System.Diagnostics;

namespace MetaLogging.Bench.Http;

/// <summary>How long answers took.</summary>
internal sealed class Latencies
{
    readonly List<long> _ticks = [];
    bool _isSorted = true;

    public int Count => _ticks.Count;

    /// <param name="ticks">Of the stopwatch.</param>
    public void Add(long ticks)
    {
        _ticks.Add(ticks);
        _isSorted = false;
    }

    public void AddRange(Latencies others)
    {
        _ticks.AddRange(others._ticks);
        _isSorted = false;
    }

    /// <summary>The time in ms within which this share of the answers came; null without answers.</summary>
    /// <param name="share">0.99: the 99th percentile.</param>
    public double? Milliseconds(double share)
    {
        if (!_isSorted)
        {
            _ticks.Sort();
            _isSorted = true;
        }

        return Count == 0
            ? null
            : Stopwatch.GetElapsedTime(0, _ticks[Math.Max(0, (int)Math.Ceiling(share * Count) - 1)]).TotalMilliseconds;
    }
}
