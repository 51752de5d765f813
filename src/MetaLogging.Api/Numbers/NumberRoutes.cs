using MetaLogging.Api.Access;
using MetaLogging.Api.Description;
using MetaLogging.Api.Own;
using MetaLogging.Api.Queries;
using MetaLogging.Api.Routing;
using MetaLogging.Numbers;
using MetaLogging.Queries;

namespace MetaLogging.Api.Numbers;

/// <summary>The routes that answer with numbers: the privacy report and the summary.</summary>
internal sealed class NumberRoutes(AuditTrail trail, ReadLedger ledger, TimeProvider time) : IApiRoutes
{
    const int DefaultDays = 30;
    const int MostDays = 36_600;

    /// <inheritdoc/>
    public IEnumerable<ApiRoute> Routes =>
    [
        new("GET", "/api/v1/reports/privacy", Permissions.Read, ReportAsync) { Description = RouteDescriptions.Report },
        new("GET", "/api/v1/summary", Permissions.Read, SummarizeAsync) { Description = RouteDescriptions.Summary },
    ];

    async Task ReportAsync(ApiRequest request)
    {
        QueryParameters parameters = new(request.Http.Request.Query);
        ReportScope scope = trail.Scope(Range(parameters)) with
        {
            TenantId = EventQueries.Tenant(parameters, request.Caller),
            TimeZone = Zone(parameters),
        };
        parameters.RequireNoOthers();
        PrivacyReport report = await trail.ReportPrivacyAsync(scope, request.Aborted).ConfigureAwait(false);
        await TellAsync(request, "report", report.HighRiskEvents.Count).ConfigureAwait(false);
        await JsonAnswer.WriteAsync(request.Http.Response, json => ReportJson.Write(json, report)).ConfigureAwait(false);
    }

    async Task SummarizeAsync(ApiRequest request)
    {
        QueryParameters parameters = new(request.Http.Request.Query);
        double hours = parameters.Number("hours") ?? 24;
        string? tenant = EventQueries.Tenant(parameters, request.Caller);
        parameters.RequireNoOthers();
        AuditSummary summary = await trail.SummarizeAsync(hours, tenant, request.Aborted).ConfigureAwait(false);
        await TellAsync(request, "summary", 0).ConfigureAwait(false);
        await JsonAnswer.WriteAsync(request.Http.Response, json => SummaryJson.Write(json, summary)).ConfigureAwait(false);
    }

    TimeRange Range(QueryParameters parameters)
    {
        long? days = parameters.WholeNumber("days", 1, MostDays);
        DateTimeOffset? start = parameters.Time("start_time");
        DateTimeOffset? end = parameters.Time("end_time");
        if (start is null && end is null)
        {
            return TimeRange.Last(TimeSpan.FromDays(days ?? DefaultDays), time);
        }

        if (days is not null)
        {
            throw new InvalidQueryException("days", "contradicts start_time and end_time; give the days or the times");
        }

        return start is null
            ? throw new InvalidQueryException("start_time", "is missing; end_time needs it")
            : new(start.Value, end ?? time.GetUtcNow().AddTicks(1));
    }

    /// <summary>The framework looks a zone up as a file of that name, so a name must be nothing but that.</summary>
    static TimeZoneInfo Zone(QueryParameters parameters) =>
        parameters.Text("tz") is not { } name ? TimeZoneInfo.Utc
        : IsZoneName(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone) ? zone
        : throw new InvalidQueryException("tz", "is not a time zone by its IANA name, such as UTC or Europe/Berlin");

    static bool IsZoneName(string name) =>
        char.IsAsciiLetter(name.FirstOrDefault()) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '+' or '-');

    ValueTask TellAsync(ApiRequest request, string what, int returned) =>
        ledger.TellAsync(request.Http, request.Caller, what, AskedFilters.Of(request.Http.Request.Query), returned, isFurther: false);
}
