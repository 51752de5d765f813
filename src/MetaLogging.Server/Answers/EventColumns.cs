using MetaLogging.Events;
using MetaLogging.Server.Output;
using static MetaLogging.Server.Answers.ItemText;

namespace MetaLogging.Server.Answers;

/// <summary>
/// The columns of the three kinds. A column of csv is named and ordered as the member in JSON; what is no plain value is JSON.
/// </summary>
internal static class EventColumns
{
    public static Columns<AuditEvent> AuditEvents { get; } = new(
        [
            .. Before<AuditEvent>(),
            new("action", e => e.Event.Action),
            new("resource_type", e => e.Event.ResourceType),
            new("resource_id", e => e.Event.ResourceId),
            new("user_id", e => e.Event.UserId),
            new("user_name", e => e.Event.UserName),
            new("on_behalf_of", e => e.Event.OnBehalfOf),
            new("subject_ids", e => JsonOf(e.Event.SubjectIds)),
            new("ip_address", e => e.Event.IpAddress),
            new("user_agent", e => e.Event.UserAgent),
            new("success", e => e.Event.Success),
            new("error_message", e => e.Event.ErrorMessage),
            new("privacy_impact", e => e.Event.PrivacyImpact),
            new("data_categories", e => JsonOf(e.Event.DataCategories)),
            new("changes", e => JsonOf(e.Event.Changes)),
            new("phase", e => Word(e.Event.Phase is { } phase ? OperationPhases.Name(phase) : null)),
            new("operation_id", e => e.Event.OperationId),
            .. After<AuditEvent>(),
        ],
        [
            Time<AuditEvent>(),
            new("user", e => Known(e, EntryParts.Actor, e.Event.UserName ?? e.Event.UserId)),
            new("action", e => e.Event.Action),
            new("resource", e => Resource(e)),
            new("ip_address", e => Known(e, EntryParts.Client, e.Event.IpAddress)),
            new("success", e => e.Event.Success),
            new("privacy", e => Word(e.Event.PrivacyImpact ? "yes" : "")),
            new("source", e => e.Event.Source),
        ]);

    public static Columns<FailedLoginAttempt> FailedLogins { get; } = new(
        [
            .. Before<FailedLoginAttempt>(),
            new("username", e => e.Event.Username),
            new("ip_address", e => e.Event.IpAddress),
            new("user_agent", e => e.Event.UserAgent),
            new("failure_reason", e => e.Event.FailureReason),
            new("attempt_count", e => e.Event.AttemptCount),
            new("repeat_count", e => e.Event.RepeatCount),
            new("is_blocked", e => e.Event.IsBlocked),
            new("country", e => e.Event.Country),
            new("risk_score", e => e.Event.RiskScore),
            .. After<FailedLoginAttempt>(),
        ],
        [
            Time<FailedLoginAttempt>(),
            new("username", e => Known(e, EntryParts.Actor, e.Event.Username)),
            new("ip_address", e => Known(e, EntryParts.Client, e.Event.IpAddress)),
            new("failure_reason", e => e.Event.FailureReason),
            new("times", e => e.Event.RepeatCount),
            new("risk", e => Math.Max(e.Event.RiskScore, e.Assessment.Risk ?? 0)),
            new("country", e => e.Event.Country ?? e.Assessment.Country),
            new("source", e => e.Event.Source),
        ]);

    public static Columns<SystemEvent> SystemEvents { get; } = new(
        [
            .. Before<SystemEvent>(),
            new("level", e => Word(EventLevels.Name(e.Event.Level))),
            new("component", e => e.Event.Component),
            new("message", e => e.Event.Message),
            new("user_id", e => e.Event.UserId),
            .. After<SystemEvent>(),
        ],
        [
            Time<SystemEvent>(),
            new("level", e => Word(EventLevels.Name(e.Event.Level))),
            new("component", e => e.Event.Component),
            new("message", e => Known(e, EntryParts.Content, e.Event.Message)),
            new("source", e => e.Event.Source),
        ]);

    static Column<Recorded<T>>[] Before<T>()
        where T : TrailEvent =>
        [
            new("kind", e => Word(EventKinds.Name(e.Event.Kind))),
            new("id", e => new Cell(e.Id.ToString(), false)),
            new("origin", e => e.Origin),
            new("sequence", e => e.Sequence),
            new("timestamp", e => FullTime(e.TimestampNanoseconds)),
            new("recorded_at", e => FullTime(e.RecordedAtNanoseconds)),
            new("recorded_by", e => e.RecordedBy),
            new("source", e => e.Event.Source),
            new("tenant_id", e => e.Event.TenantId),
        ];

    static Column<Recorded<T>>[] After<T>()
        where T : TrailEvent =>
        [
            new("request_id", e => e.Event.RequestId),
            new("trace_id", e => e.Event.TraceId),
            new("additional_data", e => JsonOf(e.Event.AdditionalData)),
            new("assessed_risk", e => e.Assessment.Risk),
            new("assessed_country", e => e.Assessment.Country),
            new("assessed_block", e => e.Assessment.Block),
            new("reasons", e => JsonOf(e.Assessment.Reasons)),
            new("erased", e => Erased(e.Erased)),
        ];

    static Column<Recorded<T>> Time<T>()
        where T : TrailEvent => new("timestamp", e => Second(e.TimestampNanoseconds));

    static Cell Resource(Recorded<AuditEvent> item) =>
        Known(item, EntryParts.Subject, item.Event.ResourceId) is { Value.Length: > 0 } id
            ? $"{item.Event.ResourceType} {id.Value}"
            : item.Event.ResourceType;
}
