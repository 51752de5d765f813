using MetaLogging.Api.Access;
using MetaLogging.Api.Configuration;
using MetaLogging.Api.Description;
using MetaLogging.Api.Events;
using MetaLogging.Api.Own;
using MetaLogging.Api.Problems;
using MetaLogging.Api.Queries;
using MetaLogging.Api.Routing;
using MetaLogging.Events;
using MetaLogging.Validation;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace MetaLogging.Api.Keys;

/// <summary>The routes that look after API keys. A caller of one tenant sees and makes keys of that tenant only.</summary>
internal sealed class KeyRoutes(KeyAdministration keys, IOptions<ApiOptions> options, TimeProvider time) : IApiRoutes
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
                KeyJson.WriteMembers(json, key);
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

        (ApiKey key, string secret) = await keys.CreateAsync(wanted, ActorOf(request)).ConfigureAwait(false);
        await JsonAnswer.WriteAsync(
            request.Http.Response,
            json =>
            {
                json.WriteStartObject();
                KeyJson.WriteMembers(json, key);
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

        ApiKey revoked = (await keys.RevokeAsync(id, ActorOf(request)).ConfigureAwait(false))!;
        await JsonAnswer.WriteAsync(request.Http.Response, json =>
        {
            json.WriteStartObject();
            KeyJson.WriteMembers(json, revoked);
            json.WriteEndObject();
        }).ConfigureAwait(false);
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

    static KeyActor ActorOf(ApiRequest request) => new(request.Caller.Id, request.Caller.Name, Peer.AddressOf(request.Http));
}
