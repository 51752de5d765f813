using MetaLogging.Embedded.Tables;
using MetaLogging.Numbers;

namespace MetaLogging.Embedded.Reading;

/// <summary>Which audit events of a range the numbers count: not the trail's own, and no intent whose outcome is stored.</summary>
internal sealed class CountedEvents
{
    readonly TimeRange _range;
    readonly string? _tenantId;
    readonly bool _hasSuperseded;

    /// <summary>
    /// Looks for intents that have their outcome, wherever in time that one lies, and remembers them for the transaction.
    /// </summary>
    public CountedEvents(Snapshot snapshot, TimeRange range, string? tenantId)
    {
        _range = range;
        _tenantId = tenantId;
        Statement intents = new Statement("SELECT count(*) FROM ").Add(snapshot.Both(EventTable.AuditEvents))
            .Add(" WHERE phase = 0 AND operation_id IS NOT NULL").Add(InRange);
        _hasSuperseded = snapshot.ReadNumber(intents) > 0;
        if (_hasSuperseded)
        {
            snapshot.Execute(new Statement("CREATE OR REPLACE TEMP TABLE superseded AS SELECT intent.sequence FROM ")
                .Add(snapshot.Both(EventTable.AuditEvents)).Add(" intent WHERE phase = 0 AND operation_id IS NOT NULL").Add(InRange)
                .Add(" AND EXISTS (SELECT 1 FROM ").Add(snapshot.Both(EventTable.AuditEvents)).Add("""
                     outcome WHERE outcome.phase = 1 AND outcome.operation_id = intent.operation_id
                    AND outcome.tenant_id IS NOT DISTINCT FROM intent.tenant_id)
                    """));
        }
    }

    /// <summary>Adds ` AND …`: the range and the tenant.</summary>
    public Statement InRange(Statement statement) => AddRange(statement, _range, _tenantId);

    /// <summary>Adds ` AND …`: the range, the tenant, and what counts.</summary>
    public Statement Counted(Statement statement) => InRange(statement).Add(" AND ").Add(Counts);

    /// <summary>The condition that an event of the range counts.</summary>
    public string Counts => _hasSuperseded ? "NOT own AND sequence NOT IN (SELECT sequence FROM superseded)" : "NOT own";

    public static Statement AddRange(Statement statement, TimeRange range, string? tenantId)
    {
        statement.Add(" AND timestamp >= ").Value(range.StartNanoseconds).Add(" AND timestamp < ").Value(range.EndNanoseconds);
        return tenantId is null ? statement : statement.Add(" AND tenant_id = ").Value(tenantId);
    }
}
