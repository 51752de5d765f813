using System.Text.Json.Nodes;
using MetaLogging.Api.Access;
using MetaLogging.Events;
using MetaLogging.Journaling;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Api.Keys;

/// <summary>Makes and revokes keys, and lets the trail tell of it.</summary>
internal sealed class KeyAdministration(KeyRing keys, AuditTrail trail, ILogger<KeyAdministration> logger)
{
    /// <summary>All keys, oldest first.</summary>
    public IReadOnlyList<ApiKey> All => keys.All;

    /// <summary>Makes a key, and answers it with its secret, which is kept nowhere.</summary>
    /// <exception cref="KeyFileException">It can't be kept; there is no new key.</exception>
    /// <exception cref="JournalException">The trail can't tell of it; there is no new key.</exception>
    public async Task<(ApiKey Key, string Secret)> CreateAsync(NewKey wanted, KeyActor actor)
    {
        ApiKey key = keys.Create(wanted, out string secret);
        try
        {
            await trail.RecordOwnAsync(Event("metalog.key.create", key, actor), CancellationToken.None).ConfigureAwait(false);
            return (key, secret);
        }
        catch (JournalException)
        {
            keys.Revoke(key.Id);   // nobody has it, and a key that the trail does not know of must not be
            throw;
        }
    }

    /// <summary>Revokes a key at once, whether or not that can be told; null where there is none of this id.</summary>
    /// <exception cref="KeyFileException">It is refused from now on, but that can't be kept.</exception>
    public async Task<ApiKey?> RevokeAsync(string id, KeyActor actor)
    {
        bool isNews = keys.All.Any(key => key.Id == id && key.RevokedAt is null);
        try
        {
            return keys.Revoke(id);
        }
        finally
        {
            // Refused it is from here on, even where that can't be kept; and that is told.
            if (isNews)
            {
                await TellRevokedAsync(keys.All.First(key => key.Id == id), actor).ConfigureAwait(false);
            }
        }
    }

    async Task TellRevokedAsync(ApiKey key, KeyActor actor)
    {
        AuditEvent own = Event("metalog.key.revoke", key, actor);
        try
        {
            await trail.RecordOwnAsync(own, CancellationToken.None).ConfigureAwait(false);
        }
        catch (JournalException e)
        {
            ApiLog.NotTold(logger, own.Action, e);
        }
    }

    /// <summary>The event that tells of a key.</summary>
    public static AuditEvent Event(string action, ApiKey key, KeyActor? actor) => new()
    {
        Action = action,
        ResourceType = "api_key",
        ResourceId = key.Id,
        UserId = actor?.Id,
        UserName = actor?.Name,
        TenantId = key.TenantId,
        IpAddress = actor?.Address,
        AdditionalData = new JsonObject
        {
            ["name"] = key.Name,
            ["permissions"] = new JsonArray([.. PermissionNames.Of(key.Permissions).Select(name => JsonValue.Create(name))]),
        },
    };
}
