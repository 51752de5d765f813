using MetaLogging.Embedded.Tables;
using MetaLogging.Numbers;

namespace MetaLogging.Embedded.Reading;

/// <summary>Counts the events of a range.</summary>
internal static class CountReader
{
    public static EventCounts Read(Snapshot snapshot, TimeRange range, string? tenantId)
    {
        CountedEvents counted = new(snapshot, range, tenantId);
        (long audit, long privacy, long own) = snapshot.Read(
            new Statement($"""
                SELECT count(*) FILTER ({counted.Counts}), count(*) FILTER (privacy_impact AND {counted.Counts}), count(*) FILTER (own)
                FROM 
                """).Add(snapshot.Both(EventTable.AuditEvents)).Add(" WHERE TRUE").Add(counted.InRange),
            row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)))[0];
        long failed = snapshot.ReadNumber(new Statement("SELECT coalesce(sum(repeat_count), 0)::BIGINT FROM ")
            .Add(snapshot.Both(EventTable.FailedLogins)).Add(" WHERE TRUE").Add(counted.InRange));
        long system = snapshot.ReadNumber(new Statement("SELECT count(*) FROM ")
            .Add(snapshot.Both(EventTable.SystemEvents)).Add(" WHERE TRUE").Add(counted.InRange));
        return new(audit, failed, privacy, system, own);
    }
}
