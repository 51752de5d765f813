using System.Text.Json.Nodes;
using MetaLogging.Entries;
using MetaLogging.Events;

namespace MetaLogging.Json;

/// <summary>
/// Reads an event as <see cref="ItemWriter"/> writes it. Members and erased parts that a newer server adds are passed over.
/// </summary>
internal static class ItemReader
{
    /// <summary>Reads one item.</summary>
    /// <exception cref="JsonFormatException">It is no item; the message names the member.</exception>
    public static Recorded<TrailEvent> Read(ReadOnlyMemory<byte> json) => JsonMembers.Read(json, Read);

    /// <inheritdoc cref="Read(ReadOnlyMemory{byte})"/>
    public static Recorded<TrailEvent> Read(JsonMembers item)
    {
        TrailEvent one = Event(item) with
        {
            Id = item.Uuid("id"),
            TimestampNanoseconds = item.Time("timestamp"),
            Source = item.OptionalText("source"),
            TenantId = item.OptionalText("tenant_id"),
            RequestId = item.OptionalText("request_id"),
            TraceId = item.OptionalText("trace_id"),
            AdditionalData = item.OptionalObject("additional_data") is null ? null : (JsonObject?)item.Tree("additional_data"),
        };
        return new Recorded<TrailEvent>
        {
            Event = one,
            Id = one.Id.Value,
            Origin = item.Text("origin"),
            Sequence = item.Count("sequence"),
            TimestampNanoseconds = one.TimestampNanoseconds.Value,
            RecordedAtNanoseconds = item.Time("recorded_at"),
            RecordedBy = item.Text("recorded_by"),
            IsOwn = one is AuditEvent audit && audit.Action.StartsWith("metalog.", StringComparison.Ordinal),
            Erased = Erased(item),
            Assessment = Assessment(item),
        };
    }

    static TrailEvent Event(JsonMembers item) => Kind(item) switch
    {
        EventKind.AuditEvent => AuditEvent(item),
        EventKind.FailedLogin => FailedLogin(item),
        _ => SystemEvent(item),
    };

    static EventKind Kind(JsonMembers item) => EventKinds.TryParse(item.Text("kind"), out EventKind kind)
        ? kind
        : throw new JsonFormatException(item.PlaceOf("kind"), "is none that is known here: audit_event, failed_login, system_event");

    static AuditEvent AuditEvent(JsonMembers item) => new()
    {
        Action = item.Text("action"),
        ResourceType = item.Text("resource_type"),
        ResourceId = item.OptionalText("resource_id"),
        UserId = item.OptionalText("user_id"),
        UserName = item.OptionalText("user_name"),
        OnBehalfOf = item.OptionalText("on_behalf_of"),
        IpAddress = item.OptionalText("ip_address"),
        UserAgent = item.OptionalText("user_agent"),
        Success = item.Flag("success"),
        ErrorMessage = item.OptionalText("error_message"),
        PrivacyImpact = item.Flag("privacy_impact"),
        DataCategories = item.Texts("data_categories"),
        SubjectIds = item.Texts("subject_ids"),
        Changes = [.. item.Objects("changes").Select(change => new FieldChange(change.Text("field"), change.Tree("old"), change.Tree("new")))],
        Phase = item.OptionalText("phase") is not { } phase ? null
            : OperationPhases.TryParse(phase, out OperationPhase half) ? half
            : throw new JsonFormatException(item.PlaceOf("phase"), "is none that is known here: intent, outcome"),
        OperationId = item.OptionalText("operation_id"),
    };

    static FailedLoginAttempt FailedLogin(JsonMembers item) => new()
    {
        Username = item.OptionalText("username") ?? "",
        IpAddress = item.OptionalText("ip_address") ?? "",
        FailureReason = item.Text("failure_reason"),
        UserAgent = item.OptionalText("user_agent"),
        AttemptCount = item.SmallCount("attempt_count"),
        RepeatCount = item.SmallCount("repeat_count"),
        IsBlocked = item.Flag("is_blocked"),
        Country = item.OptionalText("country"),
        RiskScore = item.OptionalNumber("risk_score") ?? 0,
    };

    static SystemEvent SystemEvent(JsonMembers item) => new()
    {
        Level = EventLevels.TryParse(item.Text("level"), out EventLevel level)
            ? level
            : throw new JsonFormatException(item.PlaceOf("level"), "is none that is known here: DEBUG, INFO, WARNING, ERROR, CRITICAL"),
        Component = item.Text("component"),
        Message = item.OptionalText("message") ?? "",
        UserId = item.OptionalText("user_id"),
    };

    static EntryParts Erased(JsonMembers item)
    {
        EntryParts erased = EntryParts.None;
        foreach (string name in item.Texts("erased"))
        {
            int part = PartNames.Index(System.Text.Encoding.UTF8.GetBytes(name));
            erased |= part < 0 ? EntryParts.None : (EntryParts)(1 << part);
        }

        return erased;
    }

    static Assessment Assessment(JsonMembers item)
    {
        var found = new Assessment(
            item.OptionalNumber("assessed_risk"), item.OptionalText("assessed_country"), item.OptionalFlag("assessed_block"), item.Texts("reasons"));
        return found is { Risk: null, Country: null, Block: null, Reasons.Count: 0 } ? Events.Assessment.None : found;
    }
}
