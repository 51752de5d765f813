using MetaLogging.Api.Access;
using MetaLogging.Api.Problems;
using MetaLogging.Events;
using MetaLogging.Queries;

namespace MetaLogging.Api.Queries;

/// <summary>Makes questions of parameters.</summary>
internal static class EventQueries
{
    public static AuditEventQuery AuditEvents(QueryParameters parameters, Caller caller) => Common(
        new AuditEventQuery
        {
            UserId = parameters.Texts("user_id"),
            UserName = parameters.Texts("user_name"),
            OnBehalfOf = parameters.Texts("on_behalf_of"),
            SubjectId = parameters.Texts("subject_id"),
            Action = parameters.Texts("action"),
            ResourceType = parameters.Texts("resource_type"),
            ResourceId = parameters.Texts("resource_id"),
            Success = parameters.Flag("success"),
            PrivacyImpact = parameters.Flag("privacy_impact"),
            DataCategory = parameters.Texts("data_category"),
            IpAddress = parameters.Texts("ip_address"),
            Own = parameters.Flag("own") ?? false,
        },
        parameters, caller);

    public static FailedLoginQuery FailedLogins(QueryParameters parameters, Caller caller) => Common(
        new FailedLoginQuery
        {
            Username = parameters.Texts("username"),
            IpAddress = parameters.Texts("ip_address"),
            FailureReason = parameters.Texts("failure_reason"),
            IsBlocked = parameters.Flag("is_blocked"),
            MinRiskScore = parameters.Number("min_risk_score"),
            Country = parameters.Texts("country"),
        },
        parameters, caller);

    public static SystemEventQuery SystemEvents(QueryParameters parameters, Caller caller) => Common(
        new SystemEventQuery
        {
            Level = parameters.Text("level") is not { } text ? null
                : EventLevels.TryParse(text, out EventLevel level) ? level
                : throw new InvalidQueryException("level", "is not a level: DEBUG, INFO, WARNING, ERROR or CRITICAL"),
            Component = parameters.Texts("component"),
            UserId = parameters.Texts("user_id"),
        },
        parameters, caller);

    /// <summary>The one tenant that is asked for, or null; a caller of one tenant asks for that.</summary>
    /// <exception cref="ProblemException">It asks for another.</exception>
    public static string? Tenant(QueryParameters parameters, Caller caller)
    {
        string? wanted = parameters.Text("tenant_id");
        return caller.TenantId is null || wanted is null || wanted == caller.TenantId
            ? caller.TenantId ?? wanted
            : throw new ProblemException(Refusals.OtherTenant);
    }

    static T Common<T>(T query, QueryParameters parameters, Caller caller)
        where T : EventQuery
    {
        IReadOnlyList<string> tenants = parameters.Texts("tenant_id");
        if (caller.TenantId is { } own)
        {
            tenants = tenants.All(tenant => tenant == own) ? [own] : throw new ProblemException(Refusals.OtherTenant);
        }

        return query with
        {
            StartTime = parameters.Time("start_time"),
            EndTime = parameters.Time("end_time"),
            Source = parameters.Texts("source"),
            TenantId = tenants,
            RequestId = parameters.Texts("request_id"),
            TraceId = parameters.Texts("trace_id"),
            Text = parameters.Texts("text"),
            Limit = (int)(parameters.WholeNumber("limit", 1, 1000) ?? 100),
            Cursor = parameters.Text("cursor"),
            Order = parameters.Word("order", "desc", "asc") == "asc" ? QueryOrder.OldestFirst : QueryOrder.NewestFirst,
            IncludeTotal = parameters.Flag("include_total") ?? false,
        };
    }
}
