using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MetaLogging.Events;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.Embedded.Tests.Support;

/// <summary>What a store answers, by plain LINQ over all events.</summary>
internal sealed class Model(IReadOnlyList<Recorded<TrailEvent>> events)
{
    static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public StorePage Query(StoreQuery query)
    {
        List<Recorded<TrailEvent>> all = [.. events.Where(item => item.Sequence < query.Before && Fits(item, query.Filters))];
        bool isNewestFirst = query.Filters.Order == QueryOrder.NewestFirst;
        IEnumerable<Recorded<TrailEvent>> ordered = all.OrderBy(Place);
        ordered = isNewestFirst ? ordered.Reverse() : ordered;
        if (query.After is { } after)
        {
            int sign = isNewestFirst ? -1 : 1;
            ordered = ordered.Where(item => Place(item).CompareTo((after.TimestampNanoseconds, after.Sequence)) * sign > 0);
        }

        return new([.. ordered.Take(query.Take)], query.Filters.IncludeTotal ? all.Count : null);
    }

    public EventCounts Count(TimeRange range, string? tenantId)
    {
        List<Recorded<TrailEvent>> inRange = InRange(range, tenantId);
        List<AuditEvent> counted = [.. Counted(inRange)];
        return new(
            counted.Count,
            inRange.Select(item => item.Event).OfType<FailedLoginAttempt>().Sum(login => (long)login.RepeatCount),
            counted.Count(audit => audit.PrivacyImpact),
            inRange.Count(item => item.Event is SystemEvent),
            inRange.Count(item => item.IsOwn));
    }

    public PrivacyReport Report(ReportScope scope)
    {
        List<Recorded<TrailEvent>> inRange = InRange(scope.Range, scope.TenantId);
        List<AuditEvent> privacy = [.. Counted(inRange).Where(audit => audit.PrivacyImpact)];
        List<AuditEvent> risky =
            [.. privacy.Where(audit => !audit.Success || scope.HighRiskActions.Any(pattern => Matches(audit.Action, pattern)))];
        return new()
        {
            PeriodDays = (int)Math.Ceiling((scope.Range.End - scope.Range.Start).TotalDays),
            PrivacyEvents = privacy.Count,
            DataCategoriesAccessed = [.. privacy.SelectMany(audit => audit.DataCategories).Distinct().Order(StringComparer.Ordinal)],
            UsersAffected = privacy.SelectMany(audit => Subjects(audit, scope)).Distinct().Count(),
            HighRiskOperations = risky.Count,
            HighRiskEvents =
            [
                .. inRange.Where(item => risky.Contains(item.Event)).OrderByDescending(Place).Take(PrivacyReport.MostHighRiskEvents)
                    .Select(item => new Recorded<AuditEvent>
                    {
                        Event = (AuditEvent)item.Event,
                        Id = item.Id,
                        Origin = item.Origin,
                        Sequence = item.Sequence,
                        RecordedBy = item.RecordedBy,
                    }),
            ],
            TotalEvents = Counted(inRange).Count(),
            OwnEvents = inRange.Count(item => item.IsOwn),
            ByCategory = MostFirst(privacy.SelectMany(audit => audit.DataCategories.Distinct())),
            ByAction = MostFirst(privacy.Select(audit => audit.Action)),
            ByActor = MostFirst(privacy.Where(audit => audit.UserId is not null).Select(audit => audit.UserId!)),
            ByDay =
            [
                .. privacy.Select(audit => TimeZoneInfo.ConvertTime(audit.Timestamp!.Value, scope.TimeZone))
                    .GroupBy(local => local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
                    .OrderBy(day => day.Key, StringComparer.Ordinal).Select(day => new NamedCount(day.Key, day.Count())),
            ],
        };
    }

    static (long, long) Place(Recorded<TrailEvent> item) => (item.TimestampNanoseconds, item.Sequence);

    List<Recorded<TrailEvent>> InRange(TimeRange range, string? tenantId) =>
        [.. events.Where(item => item.TimestampNanoseconds >= range.StartNanoseconds && item.TimestampNanoseconds < range.EndNanoseconds
            && (tenantId is null || item.Event.TenantId == tenantId))];

    IEnumerable<AuditEvent> Counted(List<Recorded<TrailEvent>> inRange) =>
        inRange.Where(item => !item.IsOwn).Select(item => item.Event).OfType<AuditEvent>().Where(audit =>
            audit.Phase != OperationPhase.Intent || audit.OperationId is null
            || !events.Any(other => other.Event is AuditEvent { Phase: OperationPhase.Outcome } outcome
                && outcome.OperationId == audit.OperationId && outcome.TenantId == audit.TenantId));

    static IEnumerable<string> Subjects(AuditEvent audit, ReportScope scope) =>
        audit.SubjectIds.Count > 0 ? audit.SubjectIds
        : audit.ResourceId is not null && scope.PersonResourceTypes.Contains(audit.ResourceType) ? [audit.ResourceId]
        : audit.UserId is not null ? [audit.UserId] : [];

    static NamedCount[] MostFirst(IEnumerable<string> names) =>
        [.. names.GroupBy(name => name).Select(same => new NamedCount(same.Key, same.Count()))
            .OrderByDescending(count => count.Events).ThenBy(count => count.Name, StringComparer.Ordinal).Take(100)];

    static bool Matches(string action, string pattern) =>
        Regex.IsMatch(action, $"^{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}$", RegexOptions.Singleline);

    static bool Fits(Recorded<TrailEvent> item, EventQuery query)
    {
        TrailEvent what = item.Event;
        return (query.StartTime is not { } start || what.Timestamp >= start)
            && (query.EndTime is not { } end || what.Timestamp < end)
            && One(query.Source, what.Source) && One(query.TenantId, what.TenantId)
            && One(query.RequestId, what.RequestId) && One(query.TraceId, what.TraceId)
            && (query.Text.Count == 0 || query.Text.Any(text => Texts(what).Any(of => Has(of, text))))
            && (query, what) switch
            {
                (AuditEventQuery q, AuditEvent a) => (q.Own || !item.IsOwn)
                    && One(q.UserId, a.UserId) && One(q.UserName, a.UserName)
                    && One(q.OnBehalfOf, a.OnBehalfOf) && One(q.IpAddress, a.IpAddress)
                    && Named(q.Action, a.Action) && Named(q.ResourceType, a.ResourceType) && One(q.ResourceId, a.ResourceId)
                    && (q.Success is null || q.Success == a.Success) && (q.PrivacyImpact is null || q.PrivacyImpact == a.PrivacyImpact)
                    && (q.SubjectId.Count == 0 || a.SubjectIds.Any(q.SubjectId.Contains))
                    && (q.DataCategory.Count == 0 || a.DataCategories.Any(q.DataCategory.Contains)),
                (FailedLoginQuery q, FailedLoginAttempt f) =>
                    One(q.Username, f.Username) && One(q.IpAddress, f.IpAddress) && One(q.FailureReason, f.FailureReason)
                    && (q.IsBlocked is null || q.IsBlocked == f.IsBlocked)
                    && (q.MinRiskScore is null || Math.Max(f.RiskScore, item.Assessment.Risk ?? 0) >= q.MinRiskScore)
                    && (q.Country.Count == 0 || q.Country.Contains(f.Country ?? "") || q.Country.Contains(item.Assessment.Country ?? "")),
                (SystemEventQuery q, SystemEvent s) =>
                    (q.Level is null || s.Level >= q.Level) && Named(q.Component, s.Component) && One(q.UserId, s.UserId),
                _ => false,
            };
    }

    static bool Has(string? text, string what) => text?.Contains(what, StringComparison.OrdinalIgnoreCase) == true;

    static IEnumerable<string?> Texts(TrailEvent what) =>
    [
        what.AdditionalData?.ToJsonString(Unescaped), (what as AuditEvent)?.ErrorMessage, (what as SystemEvent)?.Message,
        what is AuditEvent { Changes.Count: > 0 } audit ? new JsonArray([.. audit.Changes.Select(Change)]).ToJsonString(Unescaped) : null,
    ];

    static JsonObject Change(FieldChange change)
    {
        JsonObject json = new() { ["field"] = change.Field };
        if (change.New is not null)
        {
            json["new"] = change.New.DeepClone();
        }

        if (change.Old is not null)
        {
            json["old"] = change.Old.DeepClone();
        }

        return json;
    }

    static bool One(IReadOnlyList<string> values, string? value) => values.Count == 0 || (value is not null && values.Contains(value));

    static bool Named(IReadOnlyList<string> names, string value) =>
        names.Count == 0 || names.Any(name => name.EndsWith('*') ? value.StartsWith(name[..^1], StringComparison.Ordinal) : value == name);
}
