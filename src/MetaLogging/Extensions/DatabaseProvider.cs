using System.Diagnostics;
using System.Text;

namespace MetaLogging.Extensions;

/// <summary>A named connection to a store. Its secrets stand in no text that is made of it.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class DatabaseProvider
{
    readonly IReadOnlyDictionary<string, string> _secrets;

    /// <summary>A connection.</summary>
    /// <param name="name">Its name: <c>root_influxdb</c>.</param>
    /// <param name="kind">What is connected to: <c>influxdb</c>.</param>
    /// <param name="settings">What the connection needs, by names in lower case: <c>host</c>, <c>database</c>. No secrets.</param>
    /// <param name="secrets">What nobody may see: <c>password</c>, <c>token</c>.</param>
    public DatabaseProvider(string name, string kind, IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string>? secrets = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(kind);
        ArgumentNullException.ThrowIfNull(settings);
        Name = name;
        Kind = kind;
        Settings = settings.ToDictionary();
        _secrets = (secrets ?? new Dictionary<string, string>()).ToDictionary();
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What is connected to.</summary>
    public string Kind { get; }

    /// <summary>What the connection needs, without secrets.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>A secret, for whoever connects; null: there is none of this name.</summary>
    public string? Secret(string name) => _secrets.GetValueOrDefault(name);

    /// <summary>The connection without its secrets: <c>root_influxdb: influxdb (host=…, database=audit)</c>.</summary>
    public override string ToString()
    {
        StringBuilder text = new($"{Name}: {Kind} (");
        text.AppendJoin(", ", Settings.Select(setting => $"{setting.Key}={setting.Value}"));
        return text.Append(')').ToString();
    }
}
