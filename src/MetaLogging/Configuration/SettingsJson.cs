using System.Text.Json.Serialization;

namespace MetaLogging.Configuration;

/// <summary>Settings as JSON, named as in the configuration.</summary>
[JsonSerializable(typeof(MetaLoggingOptions))]
internal sealed partial class SettingsJson : JsonSerializerContext;
