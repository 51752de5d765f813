using MetaLogging.Api.Events;
using MetaLogging.Events;
using static MetaLogging.Api.Description.ParameterDescription;

namespace MetaLogging.Api.Description;

/// <summary>What each route does, in words.</summary>
internal static class RouteDescriptions
{
    const string Recording = "Recording";
    const string Asking = "Asking";
    const string Numbers = "Numbers";
    const string Evidence = "Tamper evidence";
    const string KeyGroup = "Keys";
    const string Operating = "Operating";

    static readonly ParameterDescription Tenant = Text("tenant_id", "The tenant; a key of one tenant needs none and may name no other");

    static readonly ParameterDescription[] Common =
    [
        Time("start_time", "The earliest timestamp, inclusive"),
        Time("end_time", "The latest timestamp, exclusive"),
        Texts("source", "The application or host it comes from"),
        Texts("tenant_id", "The tenant; a key of one tenant needs none and may name no other"),
        Texts("request_id", "The request it belongs to"),
        Texts("trace_id", "The trace it belongs to"),
        Texts("text", "Text in message, error_message, additional_data or changes, in any case of its letters"),
        Whole("limit", "The most items of a page (default 100); of a stream, the most items in all", 1, 1000),
        Text("cursor", "next_cursor of the page before, with the same filters"),
        Word("order", "Newest first (desc, the default) or oldest first", "desc", "asc"),
        Flag("include_total", "Count how many there are in all"),
        Flag("follow", "With Accept: application/x-ndjson: show the newest, then go on with what comes"),
    ];

    public static RouteDescription Report { get; } = new(Numbers, "The privacy report")
    {
        Words = "Who touched personal data, by category, action, actor and day.",
        Parameters =
        [
            Whole("days", "The last N × 24 hours (default 30)", 1, 36_600),
            Time("start_time", "The earliest timestamp, inclusive, instead of days"),
            Time("end_time", "The latest timestamp, exclusive (default now)"),
            Text("tz", "The zone whose days by_day counts, by its IANA name (default UTC)"),
            Tenant,
        ],
        Answers = [(200, "The report", BodyEncoding.Json, "PrivacyReport")],
    };

    public static RouteDescription Summary { get; } = new(Numbers, "How much happened in the last hours")
    {
        Parameters = [Number("hours", "How many hours back from now (default 24)"), Tenant],
        Answers = [(200, "The counts; null where the store could not be asked: status says why", BodyEncoding.Json, "Summary")],
    };

    public static RouteDescription Checkpoint { get; } = new(Evidence, "The newest signed checkpoint")
    {
        Words = "As C2SP tlog-checkpoint has it.",
        Answers = [(200, "The checkpoint", "text/plain", null)],
    };

    public static RouteDescription Tile { get; } = new(Evidence, "A tile of hashes, or a bundle of entries")
    {
        Words = "As C2SP tlog-tiles has them: tile/L/N, tile/entries/N, and .p/W behind N for a partial one. An entry is its fact.",
        Parameters = [Path("path", "Level or \"entries\", and number")],
        Answers = [(200, "The bytes", "application/octet-stream", null)],
    };

    public static RouteDescription Log { get; } = new(Evidence, "What is needed to check the log: name, keys, size, what is kept")
    {
        Answers = [(200, "The log", BodyEncoding.Json, "Log")],
    };

    public static RouteDescription Inclusion { get; } = new(Evidence, "The proof that an entry is in the signed tree")
    {
        Words = "RFC 6962, section 2.1.1. A key of one tenant proves that tenant's entries.",
        Parameters =
        [
            Path("sequence", "The entry's sequence"), Number("size", "The size of the tree (default: that of the newest checkpoint)"),
            Flag("detail", "Also the entry's detail, which the fact commits to (default false)"),
        ],
        Answers = [(200, "The proof", BodyEncoding.Json, "InclusionProof")],
    };

    public static RouteDescription Consistency { get; } = new(Evidence, "The proof that the signed tree continues an older one")
    {
        Words = "RFC 6962, section 2.1.2.",
        Parameters = [Number("from", "The size of the older tree; required"), Number("to", "The size of the newer tree (default: that of the newest checkpoint)")],
        Answers = [(200, "The proof", BodyEncoding.Json, "ConsistencyProof")],
    };

    public static RouteDescription Export { get; } = new(Evidence, "Tells that events were exported with their proofs")
    {
        Words = "The archive is made by the caller, out of what it may read. The own event metalog.export names it, with filters, count and size of the tree.",
        Body = [(BodyEncoding.Json, "Export")],
        Answers = [(201, "The event that tells of it, and the log's keys", BodyEncoding.Json, "ExportTold")],
    };

    public static RouteDescription Keys { get; } = new(KeyGroup, "The API keys, without their secrets")
    {
        Answers = [(200, "The keys", BodyEncoding.Json, "Keys")],
    };

    public static RouteDescription NewKey { get; } = new(KeyGroup, "Makes an API key")
    {
        Words = "The secret is shown once, in this answer, and kept nowhere.",
        Body = [(BodyEncoding.Json, "NewKey")],
        Answers = [(201, "The key, with its secret", BodyEncoding.Json, "KeyWithSecret")],
    };

    public static RouteDescription RevokeKey { get; } = new(KeyGroup, "Revokes an API key, at once")
    {
        Parameters = [Path("id", "The key's id")],
        Answers = [(200, "The key", BodyEncoding.Json, "Key")],
    };

    public static RouteDescription RotateSigning { get; } = new(KeyGroup, "Puts a new key in the place of the one that signs checkpoints")
    {
        Words = "The journal holds the new key and the old one's signature over it; both sign for a while.",
        Parameters = [Number("overlap_days", "How long both keys sign (default 30)")],
        Answers = [(201, "The new key", BodyEncoding.Json, "VerifierKey")],
    };

    public static RouteDescription Alive { get; } = new(Operating, "Whether the process is alive")
    {
        Answers = [(200, "It is", BodyEncoding.Json, "Health")],
    };

    public static RouteDescription Ready { get; } = new(Operating, "Whether events can be recorded")
    {
        Answers = [(200, "They can; 503 with the same body where they can't, or won't be able to soon", BodyEncoding.Json, "Health")],
    };

    public static RouteDescription Issues { get; } = new(Operating, "What is wrong with the settings, each with its remedy")
    {
        Answers = [(200, "The issues; empty where all is well", BodyEncoding.Json, "Issues")],
    };

    public static RouteDescription Extensions { get; } = new(Operating, "The extensions: abilities that are there or not, and why; dependencies, permissions, variables")
    {
        Answers = [(200, "The extensions, each after those that it needs", BodyEncoding.Json, "Extensions")],
    };

    public static RouteDescription Status { get; } = new(Operating, "The health of the journal and of each store, in full")
    {
        Answers = [(200, "The status", BodyEncoding.Json, "Status")],
    };

    public static RouteDescription Metrics { get; } = new(Operating, "Metrics, as Prometheus reads them")
    {
        Answers = [(200, "The metrics", "text/plain", null)],
    };

    public static RouteDescription Writing(EventKind? kind) => new(Recording, kind switch
    {
        EventKind.AuditEvent => "Records an audit event, or a batch of them",
        EventKind.FailedLogin => "Records a failed login, or a batch of them",
        EventKind.SystemEvent => "Records a system event, or a batch of them",
        _ => "Records an event of any kind, or a batch of them",
    })
    {
        Words = "The answer comes when it is on the disk, flushed to the device. The same id with the same content again is a duplicate (200), with other content a conflict (409). "
            + "A batch (application/x-ndjson; gzip and zstd are understood) has at most 16 MiB unpacked and 100,000 lines, and is recorded whole or not at all, also in a crash.",
        Parameters =
        [
            Word("on_error", "For a batch: refuse it for one bad line (stop, the default), or go on without bad lines and list them (skip)", "stop", "skip"),
            Word("on_conflict", "For a batch: an id that is there with other content is an error (the default), or counts as a duplicate", "error", "duplicate"),
        ],
        Body = [(BodyEncoding.Json, SchemaOf(kind)), (BodyEncoding.Ndjson, SchemaOf(kind))],
        Answers =
        [
            (201, "Recorded", BodyEncoding.Json, "Receipt"),
            (200, "It was recorded before", BodyEncoding.Json, "Receipt"),
        ],
    };

    public static RouteDescription Pages(EventKind kind) => new(Asking, kind switch
    {
        EventKind.AuditEvent => "Audit events",
        EventKind.FailedLogin => "Failed logins",
        _ => "System events",
    })
    {
        Words = "Newest first. A parameter given again means \"or\"; a trailing * in action, resource_type and component means a prefix. "
            + "With Accept: application/x-ndjson all of them stream, an item a line. Each question is itself recorded.",
        Parameters = [.. OwnFilters(kind), .. Common],
        Answers = [(200, "A page", BodyEncoding.Json, "Page"), (200, "A stream", BodyEncoding.Ndjson, "Item")],
    };

    public static RouteDescription One(EventKind? kind) => new(Asking, "One event, by its id")
    {
        Parameters = [Path("id", "The event id", "uuid"), Tenant],
        Answers = [(200, $"The {(kind is { } one ? EventKinds.Name(one) : "event")}", BodyEncoding.Json, "Item")],
    };

    static string SchemaOf(EventKind? kind) => kind switch
    {
        EventKind.AuditEvent => "AuditEvent",
        EventKind.FailedLogin => "FailedLogin",
        EventKind.SystemEvent => "SystemEvent",
        _ => "Event",
    };

    static ParameterDescription[] OwnFilters(EventKind kind) => kind switch
    {
        EventKind.AuditEvent =>
        [
            Texts("user_id", "Who did it"), Texts("user_name", "The name of who did it"), Texts("on_behalf_of", "Who was really acting"),
            Texts("subject_id", "Whose data it was"), Texts("action", "What was done"), Texts("resource_type", "The kind of resource"),
            Texts("resource_id", "The resource"), Flag("success", "Whether it was done"), Flag("privacy_impact", "Whether it touched personal data"),
            Texts("data_category", "A category of data that it touched"), Texts("ip_address", "The address it came from, in any spelling"),
            Flag("own", "Also what the trail wrote about itself"),
        ],
        EventKind.FailedLogin =>
        [
            Texts("username", "The user name as it was typed"), Texts("ip_address", "The address it came from, in any spelling"),
            Texts("failure_reason", "Why it failed"), Flag("is_blocked", "Whether it was blocked"),
            Number("min_risk_score", "The least risk, 0 to 1: the higher of the caller's and the assessed one counts"), Texts("country", "The country, two letters"),
        ],
        _ =>
        [
            Word("level", "The lowest level that is shown", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"),
            Texts("component", "The component that speaks"), Texts("user_id", "The user it is about"),
        ],
    };
}
