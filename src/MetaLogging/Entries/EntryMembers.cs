using MetaLogging.Events;

namespace MetaLogging.Entries;

/// <summary>What is known of each <see cref="EntryMember"/>: its name, its part, and the kinds of events that have it.</summary>
internal static class EntryMembers
{
    public const int Count = (int)EntryMember.Reasons + 1;

    /// <summary>The first member of a detail; those before it are the fact's.</summary>
    public const EntryMember FirstOfDetail = EntryMember.OnBehalfOf;

    /// <summary>What no caller sets, because the trail adds it.</summary>
    public static readonly ulong AddedByTheTrail = Set(
        EntryMember.AssessedBlock, EntryMember.AssessedCountry, EntryMember.AssessedRisk, EntryMember.Detail, EntryMember.Log,
        EntryMember.RecordedAt, EntryMember.RecordedBy, EntryMember.Reasons, EntryMember.Version);

    static readonly ulong AuditOnly = Set(
        EntryMember.Action, EntryMember.DataCategories, EntryMember.Log, EntryMember.OperationId, EntryMember.Phase,
        EntryMember.PrivacyImpact, EntryMember.ResourceType, EntryMember.Success, EntryMember.OnBehalfOf, EntryMember.UserName,
        EntryMember.ResourceId, EntryMember.SubjectIds, EntryMember.Changes, EntryMember.ErrorMessage);

    static readonly ulong FailedLoginOnly = Set(
        EntryMember.AttemptCount, EntryMember.Country, EntryMember.FailureReason, EntryMember.IsBlocked, EntryMember.RepeatCount,
        EntryMember.RiskScore, EntryMember.Username);

    static readonly ulong SystemOnly = Set(EntryMember.Component, EntryMember.Level, EntryMember.Message);

    static readonly ulong[] AllowedOfKind =
    [
        ~(FailedLoginOnly | SystemOnly),
        ~(AuditOnly | SystemOnly | Set(EntryMember.UserId)),
        ~(AuditOnly | FailedLoginOnly | Set(EntryMember.IpAddress, EntryMember.UserAgent)),
    ];

    static readonly ulong Always = Set(
        EntryMember.Id, EntryMember.Kind, EntryMember.Timestamp, EntryMember.RecordedAt, EntryMember.RecordedBy, EntryMember.Detail,
        EntryMember.Version);

    static readonly ulong[] RequiredOfKind =
    [
        Always | Set(EntryMember.Action, EntryMember.ResourceType, EntryMember.Success),
        Always | Set(EntryMember.FailureReason),
        Always | Set(EntryMember.Component, EntryMember.Level),
    ];

    static readonly ulong[] RequiredOfCallersOfKind =
    [
        Set(EntryMember.Action, EntryMember.ResourceType),
        Set(EntryMember.Username, EntryMember.IpAddress, EntryMember.FailureReason),
        Set(EntryMember.Level, EntryMember.Component, EntryMember.Message),
    ];

    static readonly string[] Texts =
    [
        "action", "assessed_block", "assessed_country", "assessed_risk", "attempt_count", "component", "country", "data_categories",
        "detail", "failure_reason", "id", "is_blocked", "kind", "level", "log", "operation_id", "phase", "privacy_impact", "recorded_at",
        "recorded_by", "repeat_count", "resource_type", "risk_score", "source", "success", "tenant_id", "timestamp", "v",
        "on_behalf_of", "user_id", "user_name", "username",
        "ip_address", "request_id", "trace_id", "user_agent",
        "resource_id", "subject_ids",
        "additional_data", "changes", "error_message", "message", "reasons",
    ];

    static readonly byte[][] Utf8Texts = [.. Texts.Select(System.Text.Encoding.ASCII.GetBytes)];

    public static string Name(EntryMember member) => Texts[(int)member];

    public static ReadOnlySpan<byte> Utf8Name(int member) => Utf8Texts[member];

    /// <summary>The members of a part: the first, and the one behind the last.</summary>
    public static (EntryMember First, EntryMember End) OfPart(int part) => part switch
    {
        0 => (EntryMember.OnBehalfOf, EntryMember.IpAddress),
        1 => (EntryMember.IpAddress, EntryMember.ResourceId),
        2 => (EntryMember.ResourceId, EntryMember.AdditionalData),
        _ => (EntryMember.AdditionalData, EntryMember.Reasons + 1),
    };

    /// <summary>The part a member belongs to; none for those of the fact.</summary>
    public static EntryParts Part(EntryMember member) => member switch
    {
        < FirstOfDetail => EntryParts.None,
        < EntryMember.IpAddress => EntryParts.Actor,
        < EntryMember.ResourceId => EntryParts.Client,
        < EntryMember.AdditionalData => EntryParts.Subject,
        _ => EntryParts.Content,
    };

    /// <summary>A set of members, a bit each.</summary>
    public static ulong Set(params ReadOnlySpan<EntryMember> members)
    {
        ulong set = 0;
        foreach (EntryMember member in members)
        {
            set |= 1UL << (int)member;
        }

        return set;
    }

    /// <summary>The members that an event of this kind can have.</summary>
    public static ulong Allowed(EventKind kind) => AllowedOfKind[(int)kind];

    /// <summary>The members that the fact of an event of this kind must have.</summary>
    public static ulong Required(EventKind kind) => RequiredOfKind[(int)kind];

    /// <summary>The members that the caller must give for an event of this kind.</summary>
    public static ulong RequiredOfCallers(EventKind kind) => RequiredOfCallersOfKind[(int)kind];
}
