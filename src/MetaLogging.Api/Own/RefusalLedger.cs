using System.Text.Json.Nodes;
using MetaLogging.Api.Access;
using MetaLogging.Api.Problems;
using MetaLogging.Api.Routing;
using MetaLogging.Capturing;
using MetaLogging.Events;
using MetaLogging.Journaling;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Api.Own;

/// <summary>
/// Tells of each refused access by an own event, <c>metalog.refused</c>. Nobody waits for it, and repeats are summed up by the minute: a flood from however many
/// addresses writes at most <see cref="MostKinds"/> events and one more.
/// </summary>
internal sealed class RefusalLedger(AuditTrail trail, ILogger<RefusalLedger> logger)
{
    /// <summary>How many kinds of refusals are told apart in a minute.</summary>
    public const int MostKinds = 100;

    readonly MinuteSums<RefusalKind, RefusalSum> _sums = new(MostKinds, RefusalKind.Others);

    /// <summary>Tells of a refusal, or sums it up. Neither the path nor the key that was sent are kept: either may hold a secret.</summary>
    public void Add(HttpContext http, ApiRoute route, Caller? caller, Problem problem)
    {
        http.Items[ToldRefusal.Key] = null;
        RefusalKind kind = new(problem.Status, problem.Title, route.Verb, route.Pattern, caller?.Id, Peer.AddressOf(http));
        bool isFirst = _sums.IsFirst(kind, sum =>
        {
            sum.Caller = caller;
            sum.Count++;
        });
        if (isFirst)
        {
            _ = RecordAsync(Event(kind, caller, 1));
        }
    }

    /// <summary>Records the sums of the minute that is over.</summary>
    public async Task CloseMinuteAsync()
    {
        foreach ((RefusalKind kind, RefusalSum sum) in _sums.Take())
        {
            await RecordAsync(Event(kind, kind == RefusalKind.Others ? null : sum.Caller, sum.Count)).ConfigureAwait(false);
        }
    }

    static AuditEvent Event(RefusalKind kind, Caller? caller, long count) => new()
    {
        Action = "metalog.refused",
        ResourceType = "api",
        Success = false,
        UserId = kind.Caller,
        UserName = caller?.Name,
        TenantId = caller?.TenantId,
        IpAddress = kind.Address,
        ErrorMessage = kind.Title,
        AdditionalData = new JsonObject { ["status"] = kind.Status, ["method"] = kind.Verb, ["route"] = kind.Route, ["count"] = count },
    };

    async Task RecordAsync(AuditEvent own)
    {
        try
        {
            await trail.RecordOwnAsync(own, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JournalException or ObjectDisposedException)
        {
            ApiLog.NotTold(logger, own.Action, e);
        }
    }
}
