using System.CommandLine;
using System.Text.Json;
using MetaLogging.Api.Access;
using MetaLogging.Api.Keys;
using MetaLogging.Server.Commands;
using MetaLogging.Server.Output;
using MetaLogging.Server.Parsing;
using MetaLogging.Server.Trails;

namespace MetaLogging.Server.Keys;

/// <summary><c>metalog keys list</c>: the API keys, without their secrets.</summary>
internal sealed class KeysListCommand : TrailCommand
{
    readonly Option<string?> _format = Typed.Word("--format", "[default: table]", "table", "json");

    public KeysListCommand(Surroundings surroundings)
        : base("list", "Lists the API keys, those that are revoked or have expired, too.", surroundings)
    {
        Options.Add(_format);
        AddTrailOptions();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["metalog keys list --data ./data"];

    /// <summary>JSON that is written in one go.</summary>
    public static ReadOnlySpan<byte> ToJson(Action<Utf8JsonWriter> write)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            write(json);
        }

        return buffer.ToArray();
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        IReadOnlyList<ApiKey> keys;
        IOpenTrail open = await OpenAsync(parsed, cancellationToken).ConfigureAwait(false);
        await using (open.ConfigureAwait(false))
        {
            keys = await open.Keys.ListAsync(cancellationToken).ConfigureAwait(false);
        }

        DataOutput output = new(Surroundings);
        if (parsed.GetValue(_format) == "json")
        {
            output.WriteJson(ToJson(json => WriteAll(json, keys)));
            output.WriteLine();
        }
        else
        {
            TextTable table = new(output, ["id", "name", "permissions", "tenant", "created", "state"]);
            table.Add([.. keys.Select(Row)]);
        }

        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        return ExitCode.Done;
    }

    static void WriteAll(Utf8JsonWriter json, IReadOnlyList<ApiKey> keys)
    {
        json.WriteStartArray();
        foreach (ApiKey key in keys)
        {
            json.WriteStartObject();
            KeyJson.WriteMembers(json, key);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    string[] Row(ApiKey key) =>
    [
        key.Id, key.Name, string.Join(' ', PermissionNames.Of(key.Permissions).Select(name => name["logging:".Length..])), key.TenantId ?? "",
        Day(key.CreatedAt), StateOf(key),
    ];

    string StateOf(ApiKey key) => key.RevokedAt is { } revoked ? $"revoked {Day(revoked)}"
        : key.ExpiresAt is not { } expires ? "valid"
        : expires <= Surroundings.Time.GetUtcNow() ? $"expired {Day(expires)}"
        : $"valid until {Day(expires)}";

    static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
