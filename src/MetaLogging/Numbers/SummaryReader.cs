using MetaLogging.Json;

namespace MetaLogging.Numbers;

/// <summary>Reads a summary as <see cref="SummaryJson"/> writes it; what a newer server adds is passed over.</summary>
internal static class SummaryReader
{
    /// <exception cref="JsonFormatException">It is no summary; the message names the member.</exception>
    public static AuditSummary Read(ReadOnlyMemory<byte> json) => JsonMembers.Read(json, summary =>
    {
        double hours = summary.OptionalNumber("hours") ?? throw new JsonFormatException("hours", "is missing");
        EventCounts? counts = summary.OptionalCount("audit_events") is { } auditEvents
            ? new EventCounts(
                auditEvents, summary.Count("failed_logins"), summary.Count("privacy_events"), summary.Count("system_events"),
                summary.Count("own_events"))
            : null;
        return new AuditSummary(hours, counts, summary.Text("status")) { LagSeconds = summary.OptionalNumber("lag_seconds") };
    });
}
