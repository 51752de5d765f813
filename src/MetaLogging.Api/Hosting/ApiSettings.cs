using System.Text.Json;
using System.Text.Json.Serialization;
using MetaLogging.Api.Configuration;
using MetaLogging.Configuration;

namespace MetaLogging.Api.Hosting;

/// <summary>The settings of the API, for the record of what changed. There are no secrets among them.</summary>
[JsonSerializable(typeof(ApiOptions))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
internal sealed partial class ApiSettings : JsonSerializerContext
{
    public static SettingsSection Of(ApiOptions options) =>
        new("MetaLogging:Api", JsonSerializer.SerializeToNode(options, Default.ApiOptions)!.AsObject());
}
