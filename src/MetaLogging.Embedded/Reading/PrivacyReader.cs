using MetaLogging.Embedded.Tables;
using MetaLogging.Events;
using MetaLogging.Numbers;
using MetaLogging.Queries;

namespace MetaLogging.Embedded.Reading;

/// <summary>Makes the privacy report of one snapshot.</summary>
internal sealed class PrivacyReader
{
    readonly Snapshot _snapshot;
    readonly ReportScope _scope;
    readonly CountedEvents _counted;

    PrivacyReader(Snapshot snapshot, ReportScope scope)
    {
        _snapshot = snapshot;
        _scope = scope;
        _counted = new(snapshot, scope.Range, scope.TenantId);
    }

    public static PrivacyReport Read(Snapshot snapshot, ReportScope scope) => new PrivacyReader(snapshot, scope).Read();

    PrivacyReport Read()
    {
        (long total, long own) = _snapshot.Read(
            new Statement($"SELECT count(*) FILTER ({_counted.Counts}), count(*) FILTER (own) FROM ")
                .Add(_snapshot.Both(EventTable.AuditEvents)).Add(" WHERE TRUE").Add(_counted.InRange),
            row => (row.GetInt64(0), row.GetInt64(1)))[0];

        IReadOnlyList<(string Name, long Events, long HighRisk)> actions = ReadActions();
        IReadOnlyList<NamedCount> byCategory = ReadCategories();
        return new()
        {
            PeriodDays = (int)Math.Ceiling((_scope.Range.End - _scope.Range.Start) / TimeSpan.FromDays(1)),
            PrivacyEvents = actions.Sum(action => action.Events),
            DataCategoriesAccessed = [.. byCategory.Select(category => category.Name).Order(StringComparer.Ordinal)],
            UsersAffected = ReadUsersAffected(),
            HighRiskOperations = actions.Sum(action => action.HighRisk),
            HighRiskEvents = ReadHighRiskEvents(),
            TotalEvents = total,
            OwnEvents = own,
            ByCategory = byCategory,
            ByAction = MostFirst(actions.Select(action => new NamedCount(action.Name, action.Events))),
            ByActor = ReadActors(),
            ByDay = ReadDays(),
        };
    }

    /// <summary>Grouped by one column at a time, and patterns looked at once an action: by several at once it takes twice as long.</summary>
    List<(string Name, long Events, long HighRisk)> ReadActions() => _snapshot.Read(
        Privacy(new Statement("SELECT action, events, CASE WHEN ").Add(MatchesPattern)
            .Add(" THEN events ELSE failed END FROM (SELECT action, count(*) AS events, count(*) FILTER (NOT success) AS failed"))
            .Add(" GROUP BY action)"),
        row => (row.GetString(0), row.GetInt64(1), row.GetInt64(2)));

    NamedCount[] ReadCategories() => MostFirst(
        _snapshot.Read(
            Privacy(new("SELECT data_categories, count(*)")).Add(" AND data_categories IS NOT NULL GROUP BY data_categories"),
            row => (Names: row.GetString(0), Events: row.GetInt64(1)))
        .SelectMany(group => group.Names.Split(EventTable.NameSeparator).Distinct().Select(name => new NamedCount(name, group.Events))));

    long ReadUsersAffected()
    {
        Statement statement = new("""
            SELECT count(DISTINCT subject) FROM (
                SELECT unnest(subject_ids) AS subject
            """);
        Privacy(statement).Add(" AND subject_ids IS NOT NULL UNION ALL SELECT ");
        if (_scope.PersonResourceTypes.Count > 0)
        {
            statement.Add("coalesce(CASE WHEN resource_type IN (").Values(_scope.PersonResourceTypes)
                .Add(") THEN resource_id END, user_id)");
        }
        else
        {
            statement.Add("user_id");
        }

        return _snapshot.ReadNumber(Privacy(statement).Add(" AND subject_ids IS NULL)"));
    }

    Recorded<AuditEvent>[] ReadHighRiskEvents() =>
        [.. EventReader.Read(
            _snapshot, EventTable.AuditEvents, statement => _counted.Counted(statement).Add(" AND privacy_impact AND ").Add(HighRisk),
            QueryOrder.NewestFirst, PrivacyReport.MostHighRiskEvents)
            .Select(found => new Recorded<AuditEvent>
            {
                Event = (AuditEvent)found.Event,
                Id = found.Id,
                Origin = found.Origin,
                Sequence = found.Sequence,
                RecordedAtNanoseconds = found.RecordedAtNanoseconds,
                TimestampNanoseconds = found.TimestampNanoseconds,
                RecordedBy = found.RecordedBy,
                IsOwn = found.IsOwn,
                Erased = found.Erased,
                Assessment = found.Assessment,
            })];

    List<NamedCount> ReadActors() => _snapshot.Read(
        Privacy(new("SELECT user_id, count(*) AS events")).Add($"""
             AND user_id IS NOT NULL GROUP BY user_id ORDER BY events DESC, user_id LIMIT {PrivacyReport.MostActors}
            """),
        row => new NamedCount(row.GetString(0), row.GetInt64(1)));

    IReadOnlyList<NamedCount> ReadDays() =>
        LocalDays.Count(ReadSlots(LocalDays.UsualSlot), LocalDays.UsualSlot, _scope.TimeZone)
        ?? LocalDays.Count(ReadSlots(LocalDays.ShortSlot), LocalDays.ShortSlot, _scope.TimeZone)!;

    List<(long Slot, long Events)> ReadSlots(TimeSpan slot) => _snapshot.Read(
        Privacy(new Statement("SELECT timestamp // ").Value(slot.Ticks * 100).Add(" AS slot, count(*)")).Add(" GROUP BY slot"),
        row => (row.GetInt64(0), row.GetInt64(1)));

    /// <summary>Adds the FROM and the conditions of the privacy events that count.</summary>
    Statement Privacy(Statement statement) =>
        _counted.Counted(statement.Add(" FROM ").Add(_snapshot.Both(EventTable.AuditEvents)).Add(" WHERE privacy_impact"));

    Statement HighRisk(Statement statement) => statement.Add("(NOT success OR ").Add(MatchesPattern).Add(")");

    Statement MatchesPattern(Statement statement)
    {
        statement.Add("(FALSE");
        foreach (string pattern in _scope.HighRiskActions)
        {
            statement.Add(" OR action LIKE ").Value(LikePattern(pattern)).Add(@" ESCAPE '\'");
        }

        return statement.Add(")");
    }

    static string LikePattern(string pattern) => pattern
        .Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal)
        .Replace("_", @"\_", StringComparison.Ordinal).Replace('*', '%');

    static NamedCount[] MostFirst(IEnumerable<NamedCount> counts) =>
        [.. counts.GroupBy(count => count.Name).Select(same => new NamedCount(same.Key, same.Sum(count => count.Events)))
            .OrderByDescending(count => count.Events).ThenBy(count => count.Name, StringComparer.Ordinal)];
}
