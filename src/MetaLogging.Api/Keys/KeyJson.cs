using System.Text.Json;
using System.Text.Json.Nodes;
using MetaLogging.Api.Access;
using MetaLogging.Events;
using MetaLogging.Json;

namespace MetaLogging.Api.Keys;

/// <summary>Keys as JSON, as the API shows them: never with their hash.</summary>
internal static class KeyJson
{
    /// <summary>Writes the members of a key.</summary>
    public static void WriteMembers(Utf8JsonWriter json, ApiKey key)
    {
        json.WriteString("id"u8, key.Id);
        json.WriteString("name"u8, key.Name);
        json.WriteStartArray("permissions"u8);
        foreach (string name in PermissionNames.Of(key.Permissions))
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteString("source"u8, key.Source);
        json.WriteString("tenant_id"u8, key.TenantId);
        json.WriteString("created_at"u8, Text(key.CreatedAt));
        json.WriteString("expires_at"u8, Text(key.ExpiresAt));
        json.WriteString("revoked_at"u8, Text(key.RevokedAt));
    }

    /// <summary>Reads a key that a server shows; its hash is empty.</summary>
    public static ApiKey Read(JsonElement json)
    {
        Permissions permissions = Permissions.None;
        foreach (JsonElement name in json.GetProperty("permissions").EnumerateArray())
        {
            permissions |= PermissionNames.Find(name.GetString()!) ?? Permissions.None;
        }

        return new()
        {
            Id = json.GetProperty("id").GetString()!,
            Name = json.GetProperty("name").GetString()!,
            Permissions = permissions,
            Hash = [],
            Source = json.GetProperty("source").GetString(),
            TenantId = json.GetProperty("tenant_id").GetString(),
            CreatedAt = json.GetProperty("created_at").GetDateTimeOffset(),
            ExpiresAt = Time(json.GetProperty("expires_at")),
            RevokedAt = Time(json.GetProperty("revoked_at")),
        };
    }

    /// <summary>Writes what a key is to be.</summary>
    public static JsonObject Write(NewKey key)
    {
        JsonObject json = new()
        {
            ["name"] = key.Name,
            ["permissions"] = new JsonArray([.. PermissionNames.Of(key.Permissions).Select(name => JsonValue.Create(name))]),
        };
        Add("source", key.Source);
        Add("tenant_id", key.TenantId);
        Add("expires_at", Text(key.ExpiresAt));
        return json;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                json[name] = value;
            }
        }
    }

    static string? Text(DateTimeOffset? time) => time is { } one ? TimestampText.Format(UnixTime.FromDateTimeOffset(one)) : null;

    static DateTimeOffset? Time(JsonElement json) => json.ValueKind == JsonValueKind.Null ? null : json.GetDateTimeOffset();
}
