using System.Text.Json.Serialization;

namespace MetaLogging.EntityFrameworkCore.Hosting;

/// <summary>Settings as JSON, named as in the configuration.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(EntityAuditOptions))]
internal sealed partial class EntityAuditSettingsJson : JsonSerializerContext;
