using System.Globalization;
using System.Text;
using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using MetaLogging.Validation;

namespace MetaLogging.Remote;

/// <summary>Writes questions as paths with the query parameters of the API. What is at its default is left out.</summary>
internal sealed class QueryParameters(string path)
{
    readonly StringBuilder _text = new(path);
    char _separator = '?';

    /// <summary>The path of a query.</summary>
    /// <exception cref="InvalidQueryException">A value can't be written.</exception>
    public static string Of(EventQuery query)
    {
        QueryParameters parameters = query switch
        {
            AuditEventQuery audit => Of(audit),
            FailedLoginQuery login => Of(login),
            _ => Of((SystemEventQuery)query),
        };
        return parameters.Add("start_time", query.StartTime)
            .Add("end_time", query.EndTime)
            .Add("source", query.Source)
            .Add("tenant_id", query.TenantId)
            .Add("request_id", query.RequestId)
            .Add("trace_id", query.TraceId)
            .Add("text", query.Text)
            .Add("limit", query.Limit.ToString(CultureInfo.InvariantCulture))
            .Add("cursor", query.Cursor)
            .Add("order", query.Order == QueryOrder.OldestFirst ? "asc" : null)
            .Add("include_total", query.IncludeTotal ? true : null)
            .ToString();
    }

    /// <summary>The path of the privacy report. Days are those of the zone, by its IANA name.</summary>
    /// <exception cref="InvalidQueryException">A value can't be written.</exception>
    public static string Of(ReportScope scope) => new QueryParameters("api/v1/reports/privacy")
        .Add("start_time", scope.Range.Start)
        .Add("end_time", scope.Range.End)
        .Add("tenant_id", scope.TenantId)
        .Add("tz", IanaName(scope.TimeZone))
        .ToString();

    public QueryParameters Add(string name, string? value)
    {
        if (value is null)
        {
            return this;
        }

        if (!IsText(value))
        {
            throw new InvalidQueryException(name, ProblemText.LoneSurrogate);
        }

        _text.Append(_separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
        _separator = '&';
        return this;
    }

    public QueryParameters Add(string name, bool? value) => Add(name, value is not { } flag ? null : flag ? "true" : "false");

    public override string ToString() => _text.ToString();

    static QueryParameters Of(AuditEventQuery query) => new QueryParameters("api/v1/audit-events")
        .Add("user_id", query.UserId)
        .Add("user_name", query.UserName)
        .Add("on_behalf_of", query.OnBehalfOf)
        .Add("subject_id", query.SubjectId)
        .Add("action", query.Action)
        .Add("resource_type", query.ResourceType)
        .Add("resource_id", query.ResourceId)
        .Add("success", query.Success)
        .Add("privacy_impact", query.PrivacyImpact)
        .Add("data_category", query.DataCategory)
        .Add("ip_address", query.IpAddress)
        .Add("own", query.Own ? true : null);

    static QueryParameters Of(FailedLoginQuery query) => new QueryParameters("api/v1/failed-logins")
        .Add("username", query.Username)
        .Add("ip_address", query.IpAddress)
        .Add("failure_reason", query.FailureReason)
        .Add("is_blocked", query.IsBlocked)
        .Add("min_risk_score", query.MinRiskScore?.ToString("R", CultureInfo.InvariantCulture))
        .Add("country", query.Country);

    static QueryParameters Of(SystemEventQuery query) => new QueryParameters("api/v1/system-events")
        .Add("level", query.Level is { } level ? EventLevels.Name(level) : null)
        .Add("component", query.Component)
        .Add("user_id", query.UserId);

    QueryParameters Add(string name, IReadOnlyList<string> values)
    {
        foreach (string value in values)
        {
            Add(name, value);
        }

        return this;
    }

    QueryParameters Add(string name, DateTimeOffset? time) =>
        Add(name, time is { } given ? TimestampText.Format(UnixTime.FromDateTimeOffset(given)) : null);

    static bool IsText(string value)
    {
        CanonicalBuffer scratch = CanonicalBuffer.OfThread();
        bool isText = scratch.TryText(value);
        scratch.Clear();
        return isText;
    }

    static string IanaName(TimeZoneInfo zone) => zone.HasIanaId ? zone.Id
        : TimeZoneInfo.TryConvertWindowsIdToIanaId(zone.Id, out string? name) ? name
        : throw new InvalidQueryException("tz", "has no IANA name such as Europe/Berlin, by which a server could know it");
}
