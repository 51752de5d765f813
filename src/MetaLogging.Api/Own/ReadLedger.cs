using System.Text.Json.Nodes;
using MetaLogging.Api.Access;
using MetaLogging.Api.Configuration;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MetaLogging.Api.Own;

/// <summary>
/// Tells of each read of the logs by an own event, <c>metalog.read</c>: who, which filters, how many came back. It is recorded before the answer goes out.
/// A question and its further pages are one, and repeats are summed up by the minute, so that a dashboard writes one event a minute and never feeds on itself.
/// </summary>
internal sealed class ReadLedger(AuditTrail trail, IOptions<ApiOptions> options, TimeProvider time, ILogger<ReadLedger> logger)
{
    const int MostKinds = 2000;

    readonly MinuteSums<ReadKind, ReadSum> _sums = new(MostKinds, ReadKind.Others);
    readonly Lock _lock = new();
    long _untold;
    DateTimeOffset _untoldSince;

    /// <summary>Tells of a read, or sums it up.</summary>
    /// <param name="http">Where it came from.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="what">What is asked for, as a name: <c>audit-events</c>.</param>
    /// <param name="filters">The filters, as they are named in the API.</param>
    /// <param name="returned">How many events come back.</param>
    /// <param name="isFurther">Whether it is a further page of a question.</param>
    /// <exception cref="JournalException">The event can't be recorded, and reads without one are refused.</exception>
    public async ValueTask TellAsync(HttpContext http, Caller caller, string what, JsonObject filters, long returned, bool isFurther)
    {
        ReadKind kind = new(caller.Id, what, Untimed(filters));
        bool isRefused = options.Value.Reads == ReadsPolicy.Refuse;

        // Where a read that can't be recorded is refused, a repeat must not slip through as one that is summed up later.
        bool mustTell = isRefused && trail.Health.Journal.State == JournalState.ReadOnly;
        bool isTold = !mustTell && !_sums.IsFirst(kind, sum =>
        {
            sum.Caller = caller;
            sum.Filters = filters;
            sum.Reads += isFurther ? 0 : 1;
            sum.Pages += isFurther ? 1 : 0;
            sum.Returned += returned;
        });
        if (isTold)
        {
            return;
        }

        JsonObject data = new() { ["filters"] = filters.DeepClone(), ["reads"] = isFurther ? 0 : 1, ["pages"] = isFurther ? 1 : 0, ["returned"] = returned };
        AuditEvent own = Event(caller, what, data) with { IpAddress = Peer.AddressOf(http) };
        if (!await TryRecordAsync(own, isRefused ? 0 : 1).ConfigureAwait(false) && isRefused)
        {
            _sums.Forget(kind);
            throw new JournalNotWritableException("The question can't be recorded, and questions that are not recorded are refused (MetaLogging:Api:Reads).");
        }
    }

    /// <summary>Records the sums of the minute that is over.</summary>
    public async Task CloseMinuteAsync()
    {
        foreach ((ReadKind kind, ReadSum sum) in _sums.Take())
        {
            JsonObject data = new()
            {
                ["filters"] = sum.Filters?.DeepClone() ?? new JsonObject(),
                ["reads"] = sum.Reads,
                ["pages"] = sum.Pages,
                ["returned"] = sum.Returned,
                ["summed"] = true,
            };
            await TryRecordAsync(Event(kind == ReadKind.Others ? null : sum.Caller, kind.What, data), sum.Reads + sum.Pages).ConfigureAwait(false);
        }
    }

    static AuditEvent Event(Caller? caller, string what, JsonObject data) => new()
    {
        Action = "metalog.read",
        ResourceType = what,
        UserId = caller?.Id,
        UserName = caller?.Name,
        TenantId = caller?.TenantId,
        AdditionalData = data,
    };

    /// <summary>Records an own event that stands for so many reads; where it can't, they are counted.</summary>
    async Task<bool> TryRecordAsync(AuditEvent own, long reads)
    {
        try
        {
            await trail.RecordOwnAsync(own, CancellationToken.None).ConfigureAwait(false);
            await TellGapAsync().ConfigureAwait(false);
            return true;
        }
        catch (JournalException e)
        {
            ApiLog.NotTold(logger, own.Action, e);
            lock (_lock)
            {
                if (_untold == 0)
                {
                    _untoldSince = time.GetUtcNow();
                }

                _untold += reads;
            }

            return false;
        }
    }

    /// <summary>The journal can be written again: what was not told is said by its number.</summary>
    async Task TellGapAsync()
    {
        long count;
        DateTimeOffset from;
        lock (_lock)
        {
            (count, from) = (_untold, _untoldSince);
            _untold = 0;
        }

        if (count == 0)
        {
            return;
        }

        try
        {
            await trail.RecordOwnAsync(OwnEvents.Gap("reads", from, time.GetUtcNow(), count), CancellationToken.None).ConfigureAwait(false);
        }
        catch (JournalException)
        {
            lock (_lock)
            {
                _untold += count;
                _untoldSince = from;
            }
        }
    }

    static string Untimed(JsonObject filters)
    {
        JsonObject same = (JsonObject)filters.DeepClone();
        same.Remove("start_time");
        same.Remove("end_time");
        return same.ToJsonString();
    }
}
