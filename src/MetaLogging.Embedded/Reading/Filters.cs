using MetaLogging.Embedded.Tables;
using MetaLogging.Events;
using MetaLogging.Queries;

namespace MetaLogging.Embedded.Reading;

/// <summary>The filters of a query as conditions. Names of columns are this project's; every value is bound.</summary>
internal static class Filters
{
    public static EventTable TableOf(EventQuery query) => query switch
    {
        AuditEventQuery => EventTable.AuditEvents,
        FailedLoginQuery => EventTable.FailedLogins,
        SystemEventQuery => EventTable.SystemEvents,
        _ => throw new ArgumentException($"{query.GetType().Name} is no query that the embedded store knows.", nameof(query)),
    };

    /// <summary>Adds ` AND …` for each filter.</summary>
    public static Statement AddFilters(this Statement statement, EventQuery query)
    {
        if (query.StartTime is { } start)
        {
            statement.Add(" AND timestamp >= ").Value(UnixTime.FromDateTimeOffset(start));
        }

        if (query.EndTime is { } end)
        {
            statement.Add(" AND timestamp < ").Value(UnixTime.FromDateTimeOffset(end));
        }

        statement.AddOneOf("source", query.Source).AddOneOf("tenant_id", query.TenantId)
            .AddOneOf("request_id", query.RequestId).AddOneOf("trace_id", query.TraceId);
        _ = query switch
        {
            AuditEventQuery audit => statement.AddFilters(audit),
            FailedLoginQuery failed => statement.AddFilters(failed),
            SystemEventQuery system => statement.AddFilters(system),
            _ => statement,
        };
        return statement.AddText(query);
    }

    static Statement AddFilters(this Statement statement, AuditEventQuery query)
    {
        statement.AddOneOf("user_id", query.UserId).AddOneOf("user_name", query.UserName).AddOneOf("on_behalf_of", query.OnBehalfOf)
            .AddNames("action", query.Action).AddNames("resource_type", query.ResourceType).AddOneOf("resource_id", query.ResourceId)
            .AddOneOf("ip_address", query.IpAddress).AddFlag("success", query.Success).AddFlag("privacy_impact", query.PrivacyImpact)
            .AddAny(query.SubjectId, (piece, id) => piece.Add("list_contains(subject_ids, ").Value(id).Add(")"))
            .AddAny(
                query.DataCategory,
                (piece, name) => piece.Add("list_contains(string_split(data_categories, ','), ").Value(name).Add(")"));
        return query.Own ? statement : statement.Add(" AND NOT own");
    }

    static Statement AddFilters(this Statement statement, FailedLoginQuery query)
    {
        statement.AddOneOf("username", query.Username).AddOneOf("ip_address", query.IpAddress)
            .AddOneOf("failure_reason", query.FailureReason).AddFlag("is_blocked", query.IsBlocked);
        if (query.MinRiskScore is { } risk)
        {
            statement.Add(" AND (risk_score >= ").Value(risk).Add(" OR assessed_risk >= ").Value(risk).Add(")");
        }

        return query.Country.Count == 0
            ? statement
            : statement.Add(" AND (country IN (").Values(query.Country).Add(") OR assessed_country IN (").Values(query.Country).Add("))");
    }

    static Statement AddFilters(this Statement statement, SystemEventQuery query)
    {
        if (query.Level is { } level)
        {
            statement.Add(" AND level >= ").Value((long)level).Add("::UTINYINT");
        }

        return statement.AddNames("component", query.Component).AddOneOf("user_id", query.UserId);
    }

    /// <summary>
    /// Text in any case, in whatever of the columns the table has. lower() knows the letters of all languages, as ILIKE does; unlike there
    /// no character has a meaning.
    /// </summary>
    static Statement AddText(this Statement statement, EventQuery query)
    {
        string[] columns = query switch
        {
            AuditEventQuery => ["additional_data", "error_message", "changes"],
            SystemEventQuery => ["message", "additional_data"],
            _ => ["additional_data"],
        };
        return statement.AddAny(query.Text, (piece, text) =>
        {
            for (int i = 0; i < columns.Length; i++)
            {
                piece.Add(i == 0 ? "" : " OR ").Add($"contains(lower({columns[i]}), lower(").Value(text).Add("))");
            }
        });
    }

    static Statement AddFlag(this Statement statement, string column, bool? value) => value switch
    {
        null => statement,
        true => statement.Add($" AND {column}"),
        false => statement.Add($" AND NOT {column}"),
    };

    static Statement AddOneOf(this Statement statement, string column, IReadOnlyList<string> values) => values.Count switch
    {
        0 => statement,
        1 => statement.Add($" AND {column} = ").Value(values[0]),
        _ => statement.Add($" AND {column} IN (").Values(values).Add(")"),
    };

    /// <summary>Names, of which one that ends in `*` stands for all that begin with the rest.</summary>
    static Statement AddNames(this Statement statement, string column, IReadOnlyList<string> names) =>
        names.Any(name => name.EndsWith('*'))
            ? statement.AddAny(names, (piece, name) => _ = name.EndsWith('*')
                ? piece.Add($"starts_with({column}, ").Value(name[..^1]).Add(")")
                : piece.Add($"{column} = ").Value(name))
            : statement.AddOneOf(column, names);

    static Statement AddAny(this Statement statement, IReadOnlyList<string> values, Action<Statement, string> condition)
    {
        for (int i = 0; i < values.Count; i++)
        {
            statement.Add(i == 0 ? " AND (" : " OR ");
            condition(statement, values[i]);
        }

        return values.Count == 0 ? statement : statement.Add(")");
    }
}
