using MetaLogging.Events;
using MetaLogging.InfluxDb.Points;
using MetaLogging.Queries;

namespace MetaLogging.InfluxDb.Asking;

/// <summary>The filters of a query as conditions on points. Its range of time is not among them.</summary>
internal static class QueryConditions
{
    public static PointTable TableOf(EventQuery query) => query switch
    {
        AuditEventQuery => PointTable.AuditEvents,
        FailedLoginQuery => PointTable.FailedLogins,
        SystemEventQuery => PointTable.SystemEvents,
        _ => throw new ArgumentException($"{query.GetType().Name} is no query that InfluxDB knows.", nameof(query)),
    };

    public static List<Condition> Of(EventQuery query)
    {
        PointTable table = TableOf(query);
        List<Condition> all = [];
        AddOneOf(all, table["source"], query.Source);
        AddOneOf(all, table["tenant_id"], query.TenantId);
        AddOneOf(all, table["request_id"], query.RequestId);
        AddOneOf(all, table["trace_id"], query.TraceId);
        switch (query)
        {
            case AuditEventQuery audit:
                Add(all, table, audit);
                break;
            case FailedLoginQuery failed:
                Add(all, table, failed);
                break;
            case SystemEventQuery system:
                Add(all, table, system);
                break;
        }

        string[] texts = query switch
        {
            AuditEventQuery => ["additional_data", "error_message", "changes"],
            SystemEventQuery => ["message", "additional_data"],
            _ => ["additional_data"],
        };
        AddAny(all, query.Text, text => new Condition.Any([.. texts.Select(name => new Condition.HoldsInAnyCase(table[name], text))]));
        return all;
    }

    /// <summary>One subject among the lines of the field; see <see cref="EntryPoint"/>.</summary>
    public static Condition HasSubject(string id) =>
        new Condition.Holds(PointTable.AuditEvents["subject_ids"], $"\n{SubjectLines.Quote(id)}\n");

    /// <summary>One name between the bars of the field.</summary>
    public static Condition HasCategory(string name) =>
        name.Contains('|', StringComparison.Ordinal) || name.Length == 0
            ? new Condition.Any([])
            : new Condition.Holds(PointTable.AuditEvents["data_categories"], $"|{name}|");

    static void Add(List<Condition> all, PointTable table, AuditEventQuery query)
    {
        AddOneOf(all, table["user_id"], query.UserId);
        AddOneOf(all, table["user_name"], query.UserName);
        AddOneOf(all, table["on_behalf_of"], query.OnBehalfOf);
        AddNames(all, table["action"], query.Action);
        AddNames(all, table["resource_type"], query.ResourceType);
        AddOneOf(all, table["resource_id"], query.ResourceId);
        AddOneOf(all, table["ip_address"], query.IpAddress);
        AddFlag(all, table["success"], query.Success);
        AddFlag(all, table["privacy_impact"], query.PrivacyImpact);
        AddAny(all, query.SubjectId, HasSubject);
        AddAny(all, query.DataCategory, HasCategory);
        if (!query.Own)
        {
            all.Add(new Condition.Flag(table["own"], false));
        }
    }

    static void Add(List<Condition> all, PointTable table, FailedLoginQuery query)
    {
        AddOneOf(all, table["username"], query.Username);
        AddOneOf(all, table["ip_address"], query.IpAddress);
        AddOneOf(all, table["failure_reason"], query.FailureReason);
        AddFlag(all, table["is_blocked"], query.IsBlocked);
        if (query.MinRiskScore is { } risk)
        {
            all.Add(new Condition.Any(
                [new Condition.AtLeastNumber(table["risk_score"], risk), new Condition.AtLeastNumber(table["assessed_risk"], risk)]));
        }

        AddAny(
            all,
            query.Country,
            country => new Condition.Any([IsText(table["country"], country), IsText(table["assessed_country"], country)]));
    }

    static void Add(List<Condition> all, PointTable table, SystemEventQuery query)
    {
        if (query.Level is { } least)
        {
            AddOneOf(all, table["level"], [.. Enum.GetValues<EventLevel>().Where(level => level >= least).Select(EventLevels.Name)]);
        }

        AddNames(all, table["component"], query.Component);
        AddOneOf(all, table["user_id"], query.UserId);
    }

    static void AddFlag(List<Condition> all, PointField field, bool? value)
    {
        if (value is { } known)
        {
            all.Add(new Condition.Flag(field, known));
        }
    }

    static void AddOneOf(List<Condition> all, PointField field, IReadOnlyList<string> values) =>
        AddAny(all, values, value => IsText(field, value));

    static void AddNames(List<Condition> all, PointField field, IReadOnlyList<string> names) =>
        AddAny(all, names, name => name.EndsWith('*') ? new Condition.StartsWith(field, name[..^1]) : IsText(field, name));

    static void AddAny(List<Condition> all, IReadOnlyList<string> values, Func<string, Condition> condition)
    {
        if (values.Count > 0)
        {
            all.Add(values.Count == 1 ? condition(values[0]) : new Condition.Any([.. values.Select(condition)]));
        }
    }

    static Condition IsText(PointField field, string value) => value.Length > 0
        ? new Condition.Is(field, value)
        : field.IsTag ? new Condition.Any([]) : new Condition.IsEmpty(field);
}
