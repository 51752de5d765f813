using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetaLogging.Api.Access;

namespace MetaLogging.Api.Keys;

/// <summary><c>DIR/keys.json</c>: the keys without their secrets, readable by its owner alone, always replaced as a whole.</summary>
internal sealed class KeyFile(string directory)
{
    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };
    /// <summary>Its name in the data folder.</summary>
    public const string FileName = "keys.json";

    readonly string _path = Path.Combine(directory, FileName);

    /// <summary>Where it is.</summary>
    public string Location => _path;

    /// <summary>The keys; null where there is no file yet.</summary>
    /// <exception cref="KeyFileException">It is there, and can't be read as keys.</exception>
    public IReadOnlyList<ApiKey>? Read()
    {
        try
        {
            return File.Exists(_path)
                ? [.. JsonNode.Parse(File.ReadAllBytes(_path))!["keys"]!.AsArray().Select(node => Read(node!.AsObject()))]
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException or IOException
            or UnauthorizedAccessException)
        {
            throw new KeyFileException($"The keys in {_path} can't be read ({e.GetType().Name}). Restore the file from a backup, or move it away:"
                + " the next start makes a new first key, and all others are gone.", e);
        }
    }

    /// <summary>Writes all keys, flushed, in the place of those before.</summary>
    public void Write(IEnumerable<ApiKey> keys)
    {
        JsonObject all = new() { ["keys"] = new JsonArray([.. keys.Select(Write)]) };
        PrivateFile.Replace(_path, JsonSerializer.SerializeToUtf8Bytes(all, Readable));
    }

    static JsonObject Write(ApiKey key)
    {
        JsonObject json = new()
        {
            ["id"] = key.Id,
            ["name"] = key.Name,
            ["permissions"] = new JsonArray([.. PermissionNames.Of(key.Permissions).Select(name => JsonValue.Create(name))]),
            ["sha256"] = Convert.ToHexStringLower(key.Hash),
            ["created_at"] = Text(key.CreatedAt),
        };
        Add("source", key.Source);
        Add("tenant_id", key.TenantId);
        Add("expires_at", Text(key.ExpiresAt));
        Add("revoked_at", Text(key.RevokedAt));
        return json;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                json[name] = value;
            }
        }
    }

    static ApiKey Read(JsonObject json)
    {
        Permissions permissions = Permissions.None;
        foreach (JsonNode? name in json["permissions"]!.AsArray())
        {
            permissions |= PermissionNames.Find(name!.GetValue<string>()) ?? throw new FormatException("unknown permission");
        }

        return new()
        {
            Id = json["id"]!.GetValue<string>(),
            Name = json["name"]!.GetValue<string>(),
            Permissions = permissions,
            Hash = Convert.FromHexString(json["sha256"]!.GetValue<string>()),
            Source = json["source"]?.GetValue<string>(),
            TenantId = json["tenant_id"]?.GetValue<string>(),
            CreatedAt = Time(json["created_at"])!.Value,
            ExpiresAt = Time(json["expires_at"]),
            RevokedAt = Time(json["revoked_at"]),
        };
    }

    static string? Text(DateTimeOffset? time) => time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    static DateTimeOffset? Time(JsonNode? json) => json is null
        ? null
        : DateTimeOffset.ParseExact(json.GetValue<string>(), "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
