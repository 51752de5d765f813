using System.Text.Json;
using System.Text.Json.Serialization;
using MetaLogging.Configuration;

namespace MetaLogging.AspNetCore.Configuration;

/// <summary>The settings, for the record of what changed. There are no secrets among them.</summary>
[JsonSerializable(typeof(AspNetCoreOptions))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
internal sealed partial class AspNetCoreSettings : JsonSerializerContext
{
    public const string Section = "MetaLogging:AspNetCore";

    public static SettingsSection Of(AspNetCoreOptions options) =>
        new(Section, JsonSerializer.SerializeToNode(options, Default.AspNetCoreOptions)!.AsObject());
}
