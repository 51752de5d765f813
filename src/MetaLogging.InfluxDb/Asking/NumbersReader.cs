using MetaLogging.Events;
using MetaLogging.InfluxDb.Http;
using MetaLogging.InfluxDb.Points;
using MetaLogging.Numbers;

namespace MetaLogging.InfluxDb.Asking;

/// <summary>Counts the events of a range.</summary>
internal sealed class NumbersReader(IInfluxDatabase database, IReadOnlyList<string> origins, TimeRange range, string? tenantId)
{
    static readonly Condition NotOwn = new Condition.Flag(PointTable.AuditEvents["own"], false);
    static readonly Condition Own = new Condition.Flag(PointTable.AuditEvents["own"], true);
    static readonly Condition IsPrivacy = new Condition.Flag(PointTable.AuditEvents["privacy_impact"], true);

    /// <summary>The audit events that count, but for the intents that have their outcome.</summary>
    public PointQuestion Counted => InRange(PointTable.AuditEvents).And(NotOwn);

    /// <summary>The privacy events among them.</summary>
    public PointQuestion Privacy => Counted.And(IsPrivacy);

    public Task<long> CountOwnAsync(CancellationToken cancellationToken) =>
        database.CountAsync(InRange(PointTable.AuditEvents).And(Own), cancellationToken);

    public async Task<EventCounts> CountAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<PointRow> superseded = await SupersededIntents.FindAsync(database, Counted, cancellationToken).ConfigureAwait(false);
        long audit = await database.CountAsync(Counted, cancellationToken).ConfigureAwait(false);
        long privacy = await database.CountAsync(Privacy, cancellationToken).ConfigureAwait(false);
        long failed = await database.SumAsync(
            InRange(PointTable.FailedLogins), PointTable.FailedLogins["repeat_count"], cancellationToken).ConfigureAwait(false);
        long system = await database.CountAsync(InRange(PointTable.SystemEvents), cancellationToken).ConfigureAwait(false);
        long own = await CountOwnAsync(cancellationToken).ConfigureAwait(false);
        int place = PointTable.AuditEvents.IndexOf("privacy_impact");
        return new(audit - superseded.Count, failed, privacy - superseded.Count(intent => intent.Values[place] is true), system, own);
    }

    PointQuestion InRange(PointTable table) => RangeOfQuestion.Of(
        table, origins, range.StartNanoseconds, range.EndNanoseconds,
        tenantId is null ? [] : [tenantId.Length == 0 ? new Condition.Any([]) : new Condition.Is(table["tenant_id"], tenantId)]);
}
