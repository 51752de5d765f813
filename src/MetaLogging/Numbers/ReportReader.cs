using System.Text.Json;
using MetaLogging.Events;
using MetaLogging.Json;

namespace MetaLogging.Numbers;

/// <summary>Reads a privacy report as <see cref="ReportJson"/> writes it; what a newer server adds is passed over.</summary>
internal static class ReportReader
{
    /// <exception cref="JsonFormatException">It is no report; the message names the member.</exception>
    public static PrivacyReport Read(ReadOnlyMemory<byte> json) => JsonMembers.Read(json, answer =>
    {
        JsonMembers report = answer.Object("report");
        return new PrivacyReport
        {
            PeriodDays = report.SmallCount("period_days"),
            PrivacyEvents = report.Count("privacy_events"),
            DataCategoriesAccessed = report.Texts("data_categories_accessed"),
            UsersAffected = report.Count("users_affected"),
            HighRiskOperations = report.Count("high_risk_operations"),
            HighRiskEvents = [.. report.Objects("high_risk_events").Select(Event)],
            TotalEvents = report.Count("total_events"),
            OwnEvents = report.Count("own_events"),
            ByCategory = Counts(report, "by_category"),
            ByAction = Counts(report, "by_action"),
            ByActor = Counts(report, "by_actor"),
            ByDay = Counts(report, "by_day"),
            LagSeconds = answer.OptionalNumber("lag_seconds"),
        };
    });

    static Recorded<AuditEvent> Event(JsonMembers item) => ItemReader.Read(item) is { Event: AuditEvent } audit
        ? audit.As<AuditEvent>()
        : throw new JsonFormatException(item.PlaceOf("kind"), "is not audit_event");

    static NamedCount[] Counts(JsonMembers report, string name)
    {
        JsonMembers counts = report.Object(name);
        return [.. counts.All().Select(count => new NamedCount(
            count.Name,
            count.Value.ValueKind == JsonValueKind.Number && count.Value.TryGetInt64(out long events)
                ? events
                : throw new JsonFormatException(report.PlaceOf(name), "has a count that is not a whole number")))];
    }
}
