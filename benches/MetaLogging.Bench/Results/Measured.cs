using System.Text.Json;

namespace MetaLogging.Bench.Results;

/// <summary>What one measurement, in a process of its own, found out: figures by name.</summary>
internal sealed class Measured : Dictionary<string, double>
{
    public const string EventsPerSecond = "events_per_second";
    public const string PeakMebibytes = "peak_mib";

    public string ToJson() => JsonSerializer.Serialize<Dictionary<string, double>>(this);

    public static Measured FromJson(string json)
    {
        Measured measured = [];
        foreach ((string name, double value) in JsonSerializer.Deserialize<Dictionary<string, double>>(json)!)
        {
            measured[name] = value;
        }

        return measured;
    }

    /// <summary>The figure; null where it was not measured.</summary>
    public double? Find(string name) => TryGetValue(name, out double value) ? value : null;
}
