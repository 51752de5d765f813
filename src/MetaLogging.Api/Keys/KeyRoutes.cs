using System.Text.Json;
using System.Text.Json.Nodes;
using MetaLogging.Api.Access;
using MetaLogging.Api.Configuration;
using MetaLogging.Api.Description;
using MetaLogging.Api.Events;
using MetaLogging.Api.Own;
using MetaLogging.Api.Problems;
using MetaLogging.Api.Queries;
using MetaLogging.Api.Routing;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Json;
using MetaLogging.Validation;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MetaLogging.Api.Keys;

/// <summary>The routes that look after API keys. A caller of one tenant sees and makes keys of that tenant only.</summary>
internal sealed class KeyRoutes(AuditTrail trail, KeyRing keys, IOptions<ApiOptions> options, TimeProvider time, ILogger<KeyRoutes> logger) : IApiRoutes
{
    const int LongestBody = 16 << 10;

    /// <inheritdoc/>
    public IEnumerable<ApiRoute> Routes =>
    [
        new("GET", "/api/v1/keys", Permissions.Manage, ListAsync) { Description = RouteDescriptions.Keys },
        new("POST", "/api/v1/keys", Permissions.Manage, CreateAsync) { Description = RouteDescriptions.NewKey },
        new("DELETE", "/api/v1/keys/{id}", Permissions.Manage, RevokeAsync) { Description = RouteDescriptions.RevokeKey },
    ];

    Task ListAsync(ApiRequest request)
    {
        new QueryParameters(request.Http.Request.Query).RequireNoOthers();
        IEnumerable<ApiKey> shown = keys.All.Where(key => IsOf(key, request.Caller));
        return JsonAnswer.WriteAsync(request.Http.Response, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items"u8);
            foreach (ApiKey key in shown)
            {
                json.WriteStartObject();
                WriteMembers(json, key);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    async Task CreateAsync(ApiRequest request)
    {
        new QueryParameters(request.Http.Request.Query).RequireNoOthers();
        BodyEncoding.RequireJson(request.Http.Request);
        byte[] body = await ReadBodyAsync(request).ConfigureAwait(false);
        NewKey wanted = new NewKeyReader(time).Read(body);
        if (request.Caller.TenantId is { } own)
        {
            wanted = wanted.TenantId is null || wanted.TenantId == own ? wanted with { TenantId = own } : throw new ProblemException(Refusals.OtherTenant);
        }

        if ((wanted.Permissions & ~request.Caller.Permissions) is var more && more != Permissions.None && request.Caller.TenantId is not null)
        {
            // Who manages the whole installation may hand out anything; who manages a tenant, only what it has.
            throw new ProblemException(Refusals.Lacks(PermissionNames.Find(PermissionNames.Of(more)[0])!.Value));
        }

        ApiKey key = keys.Create(wanted, out string secret);
        try
        {
            await trail.RecordOwnAsync(Event("metalog.key.create", request, key), CancellationToken.None).ConfigureAwait(false);
        }
        catch (JournalException)
        {
            keys.Revoke(key.Id);   // nobody has it, and a key that the trail does not know of must not be
            throw;
        }

        await JsonAnswer.WriteAsync(
            request.Http.Response,
            json =>
            {
                json.WriteStartObject();
                WriteMembers(json, key);
                json.WriteString("secret"u8, secret);
                json.WriteEndObject();
            },
            StatusCodes.Status201Created).ConfigureAwait(false);
    }

    async Task RevokeAsync(ApiRequest request)
    {
        new QueryParameters(request.Http.Request.Query).RequireNoOthers();
        string id = (string)request.Http.Request.RouteValues["id"]!;
        ApiKey? before = keys.All.FirstOrDefault(key => key.Id == id && IsOf(key, request.Caller));
        if (before is null)
        {
            throw new ProblemException(Refusals.NotFound with { Detail = "There is no key of this id." });
        }

        // It is refused from here on, whether or not that can be kept, or told.
        KeyFileException? unkept = Revoke(id);
        ApiKey revoked = keys.All.First(key => key.Id == id);
        if (before.RevokedAt is null)
        {
            try
            {
                await trail.RecordOwnAsync(Event("metalog.key.revoke", request, revoked), CancellationToken.None).ConfigureAwait(false);
            }
            catch (JournalException e)
            {
                ApiLog.NotTold(logger, "metalog.key.revoke", e);
            }
        }

        if (unkept is not null)
        {
            throw unkept;
        }

        await JsonAnswer.WriteAsync(request.Http.Response, json =>
        {
            json.WriteStartObject();
            WriteMembers(json, revoked);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    KeyFileException? Revoke(string id)
    {
        try
        {
            keys.Revoke(id);
            return null;
        }
        catch (KeyFileException e)
        {
            return e;
        }
    }

    async Task<byte[]> ReadBodyAsync(ApiRequest request)
    {
        using BodyDeadline deadline = new(options.Value.BodyTime, time, request.Aborted);
        using Stream body = BodyEncoding.Unpack(request.Http.Request);
        byte[] buffer = new byte[LongestBody];
        int length;
        try
        {
            length = await deadline.ReadAsync(token => body.ReadAtLeastAsync(buffer, LongestBody, throwOnEndOfStream: false, token)).ConfigureAwait(false);
        }
        catch (Exception e) when (BodyEncoding.IsBroken(e))
        {
            throw new ProblemException(Refusals.BadInput([new("", "can't be unpacked: it is damaged, or was cut off")]));
        }

        return length < LongestBody ? buffer[..length] : throw new ProblemException(Refusals.TooLarge("The description of a key has at most 16 KiB."));
    }

    static bool IsOf(ApiKey key, Caller caller) => caller.TenantId is null || key.TenantId == caller.TenantId;

    static AuditEvent Event(string action, ApiRequest request, ApiKey key) => new()
    {
        Action = action,
        ResourceType = "api_key",
        ResourceId = key.Id,
        UserId = request.Caller.Id,
        UserName = request.Caller.Name,
        TenantId = key.TenantId,
        IpAddress = Peer.AddressOf(request.Http),
        AdditionalData = new JsonObject
        {
            ["name"] = key.Name,
            ["permissions"] = new JsonArray([.. PermissionNames.Of(key.Permissions).Select(name => JsonValue.Create(name))]),
        },
    };

    static void WriteMembers(Utf8JsonWriter json, ApiKey key)
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

    static string? Text(DateTimeOffset? time) => time is { } one ? TimestampText.Format(UnixTime.FromDateTimeOffset(one)) : null;
}
