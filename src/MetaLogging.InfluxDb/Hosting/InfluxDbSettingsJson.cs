using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MetaLogging.Configuration;
using MetaLogging.InfluxDb.Configuration;

namespace MetaLogging.InfluxDb.Hosting;

/// <summary>Settings as JSON, named as in the configuration, without password and token.</summary>
[JsonSerializable(typeof(InfluxDbOptions))]
internal sealed partial class InfluxDbSettingsJson : JsonSerializerContext
{
    /// <summary>The settings for the record of what changed; none where InfluxDB is not asked for.</summary>
    public static SettingsSection SectionOf(InfluxDbOptions options)
    {
        JsonObject values = options.Host.Length == 0 ? [] : JsonSerializer.SerializeToNode(options, Default.InfluxDbOptions)!.AsObject();
        return new(SettingSources.Section, values);
    }
}
