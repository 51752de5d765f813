using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace MetaLogging.InfluxDb;

/// <summary>
/// The settings of the InfluxDB store: section <c>MetaLogging:InfluxDb</c>. Nine of them have a variable <c>INFLUXDB_*</c>, which is weaker than
/// the section.
/// </summary>
public sealed class InfluxDbOptions
{
    /// <summary>
    /// The server: a host name, or a whole <c>http(s)://</c> address, whose port wins. Empty: there is no InfluxDB. <c>INFLUXDB_HOST</c>.
    /// </summary>
    public string Host { get; set; } = "";

    /// <summary>The port, where the host does not say it. Default 8086. <c>INFLUXDB_PORT</c>.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 8086;

    /// <summary>The server's version, 1 or 2. Default 1. <c>INFLUXDB_VERSION</c>.</summary>
    [Range(1, 2)]
    public int Version { get; set; } = 1;

    /// <summary>The database. Version 1 needs it. <c>INFLUXDB_DATABASE</c>.</summary>
    public string Database { get; set; } = "";

    /// <summary>The user of version 1; empty: nobody is asked for. <c>INFLUXDB_USERNAME</c>.</summary>
    public string Username { get; set; } = "";

    /// <summary>The user's password. <c>INFLUXDB_PASSWORD</c>.</summary>
    [JsonIgnore]
    public string Password { get; set; } = "";

    /// <summary>The organisation. Version 2 needs it. <c>INFLUXDB_ORG</c>.</summary>
    public string Org { get; set; } = "";

    /// <summary>The token. Version 2 needs it. <c>INFLUXDB_TOKEN</c>.</summary>
    [JsonIgnore]
    public string Token { get; set; } = "";

    /// <summary>The bucket. Version 2 needs it. <c>INFLUXDB_BUCKET</c>.</summary>
    public string Bucket { get; set; } = "";

    /// <summary>Whether a database or bucket that is missing is made at start. Default true.</summary>
    public bool Create { get; set; } = true;

    /// <summary>
    /// The retention policy that is written to and asked, version 1 only; made with <see cref="Keep"/> where it is missing. Empty: the
    /// database's default policy.
    /// </summary>
    public string RetentionPolicy { get; set; } = "";

    /// <summary>
    /// How long InfluxDB keeps points: the duration of a database, a policy or a bucket that is made here; at least 1 hour. Null: for ever. What
    /// is there already is left as it is.
    /// </summary>
    public TimeSpan? Keep { get; set; }

    /// <summary>A file of certificates in PEM of the authority that signed the server's; empty: the system's authorities.</summary>
    public string CaFile { get; set; } = "";

    /// <summary>The most points of one write: 1 to 100,000. Default 5,000.</summary>
    [Range(1, 100_000)]
    public int BatchSize { get; set; } = 5_000;

    /// <summary>How many writes are under way at once: 1 to 16. Default 2.</summary>
    [Range(1, 16)]
    public int ConcurrentWrites { get; set; } = 2;

    /// <summary>Whether writes are compressed. Null: where the server is on another machine, as it costs more than it saves on this one.</summary>
    public bool? Compress { get; set; }

    /// <summary>How long one request may take. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
