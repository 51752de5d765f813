using System.Globalization;

namespace MetaLogging.InfluxDb.Configuration;

/// <summary>The nine variables <c>INFLUXDB_*</c>, the weakest of all settings.</summary>
internal static class InfluxDbVariables
{
    /// <summary>Each variable, by the setting that it stands for.</summary>
    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>
    {
        [nameof(InfluxDbOptions.Host)] = "INFLUXDB_HOST",
        [nameof(InfluxDbOptions.Port)] = "INFLUXDB_PORT",
        [nameof(InfluxDbOptions.Database)] = "INFLUXDB_DATABASE",
        [nameof(InfluxDbOptions.Username)] = "INFLUXDB_USERNAME",
        [nameof(InfluxDbOptions.Password)] = "INFLUXDB_PASSWORD",
        [nameof(InfluxDbOptions.Version)] = "INFLUXDB_VERSION",
        [nameof(InfluxDbOptions.Org)] = "INFLUXDB_ORG",
        [nameof(InfluxDbOptions.Token)] = "INFLUXDB_TOKEN",
        [nameof(InfluxDbOptions.Bucket)] = "INFLUXDB_BUCKET",
    };

    /// <summary>Sets what the variables say; one that is empty, or is not what its setting takes, leaves the default.</summary>
    /// <param name="options">What is set.</param>
    /// <param name="variable">Looks up a variable; null: not set.</param>
    public static void Apply(InfluxDbOptions options, Func<string, string?> variable)
    {
        string? Text(string setting) => variable(All[setting]) is { Length: > 0 } value ? value : null;
        options.Host = Text(nameof(options.Host)) ?? options.Host;
        options.Port = Number(Text(nameof(options.Port))) ?? options.Port;
        options.Database = Text(nameof(options.Database)) ?? options.Database;
        options.Username = Text(nameof(options.Username)) ?? options.Username;
        options.Password = Text(nameof(options.Password)) ?? options.Password;
        options.Version = Number(Text(nameof(options.Version))) ?? options.Version;
        options.Org = Text(nameof(options.Org)) ?? options.Org;
        options.Token = Text(nameof(options.Token)) ?? options.Token;
        options.Bucket = Text(nameof(options.Bucket)) ?? options.Bucket;
    }

    /// <summary>Whether the value of a variable is not what its setting takes.</summary>
    public static bool IsNoValue(string setting, string value) =>
        setting is nameof(InfluxDbOptions.Port) or nameof(InfluxDbOptions.Version) && Number(value) is null;

    static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
