namespace MetaLogging.Extensions;

/// <summary>The nine variables by which the extension has always been told of InfluxDB, under exactly these names.</summary>
internal static class InfluxDbEnvironment
{
    public const string Host = "INFLUXDB_HOST";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<EnvironmentVariable> Variables =
    [
        new(Host, "", "InfluxDB's host name, or a whole http(s):// URL; empty: the embedded store is used"),
        new("INFLUXDB_PORT", "8086", "its port"),
        new("INFLUXDB_DATABASE", "", "the database (1.x)"),
        new("INFLUXDB_USERNAME", "", "the user (1.x)"),
        new("INFLUXDB_PASSWORD", "", "the user's password (1.x)") { IsSecret = true },
        new("INFLUXDB_VERSION", "1", "1 or 2"),
        new("INFLUXDB_ORG", "", "the organization (2.x)"),
        new("INFLUXDB_TOKEN", "", "the token (2.x)") { IsSecret = true },
        new("INFLUXDB_BUCKET", "", "the bucket (2.x)"),
    ];
}
