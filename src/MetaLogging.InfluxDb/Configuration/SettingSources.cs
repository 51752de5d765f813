using Microsoft.Extensions.Configuration;

namespace MetaLogging.InfluxDb.Configuration;

/// <summary>Where the settings came from, so that an issue is told by the name under which the operator gave the setting, or would.</summary>
/// <param name="configuration">The configuration, the variables of the environment among it.</param>
internal sealed class SettingSources(IConfiguration configuration)
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "MetaLogging:InfluxDb";

    /// <summary>Looks up a variable; null where it is not set, or empty.</summary>
    public string? Variable(string name) => configuration[name] is { Length: > 0 } value ? value : null;

    /// <summary>The variables that are set.</summary>
    public IReadOnlyList<string> VariablesSet => [.. InfluxDbVariables.All.Values.Where(name => Variable(name) is not null)];

    /// <summary>
    /// The name of a setting as it came: its variable, unless the section gives it. One that is missing, or that code sets, is named by its variable where
    /// variables are used.
    /// </summary>
    public string NameOf(string setting) =>
        InfluxDbVariables.All.TryGetValue(setting, out string? variable) && !IsInSection(setting) && (Variable(variable) is not null || UsesVariables)
            ? variable
            : $"{Section}:{setting}";

    /// <summary>Both names of a setting, for its remedy: <c>INFLUXDB_DATABASE (or MetaLogging:InfluxDb:Database)</c>.</summary>
    public static string BothNamesOf(string setting) =>
        InfluxDbVariables.All.TryGetValue(setting, out string? variable) ? $"{variable} (or {Section}:{setting})" : $"{Section}:{setting}";

    /// <summary>Whether a variable holds what its setting can't take, and nothing stronger gives the setting.</summary>
    public bool IsUnreadable(string setting) =>
        !IsInSection(setting) && Variable(InfluxDbVariables.All[setting]) is { } value && InfluxDbVariables.IsNoValue(setting, value);

    bool UsesVariables => !IsInSection(nameof(InfluxDbOptions.Host)) && VariablesSet.Count > 0;

    bool IsInSection(string setting) => configuration[$"{Section}:{setting}"] is not null;
}
