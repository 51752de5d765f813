using System.Text.Json.Serialization;
using MetaLogging.Logs;

namespace MetaLogging.Configuration;

/// <summary>Settings as JSON, named as in the configuration.</summary>
[JsonSerializable(typeof(MetaLoggingOptions))]
[JsonSerializable(typeof(LoggerOptions))]
internal sealed partial class SettingsJson : JsonSerializerContext;
