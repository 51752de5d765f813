using MetaLogging.Bench.Http;

namespace MetaLogging.Bench.Mixing;

/// <summary>How long the answers to each question took. Can be added to from several threads.</summary>
internal sealed class Answers
{
    readonly Lock _lock = new();
    readonly Dictionary<string, Latencies> _latencies = [];

    /// <summary>How many were refused with "later".</summary>
    public int Refused { get; private set; }

    /// <summary>How many told of a lag, because the store could not catch up in time.</summary>
    public int Lagging { get; private set; }

    public IReadOnlyDictionary<string, Latencies> Latencies => _latencies;

    /// <param name="ticks">Of the stopwatch.</param>
    public void Add(string question, int status, long ticks, bool isLagging)
    {
        lock (_lock)
        {
            if (status != 200)
            {
                Refused++;
                return;
            }

            Lagging += isLagging ? 1 : 0;
            if (!_latencies.TryGetValue(question, out Latencies? latencies))
            {
                _latencies.Add(question, latencies = new Latencies());
            }

            latencies.Add(ticks);
        }
    }
}
