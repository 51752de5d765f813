using System.Text.Json.Serialization;

namespace MetaLogging.Embedded.Hosting;

/// <summary>Settings as JSON, named as in the configuration.</summary>
[JsonSerializable(typeof(EmbeddedStoreOptions))]
internal sealed partial class EmbeddedSettingsJson : JsonSerializerContext;
