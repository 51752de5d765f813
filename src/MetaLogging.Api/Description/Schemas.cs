using System.Globalization;
using Microsoft.OpenApi;

namespace MetaLogging.Api.Description;

/// <summary>The shapes of bodies and answers, for the OpenAPI document.</summary>
internal static class Schemas
{
    const string NamePattern = "^[A-Za-z0-9_.:/{}+*#-]{1,128}$";

    /// <summary>All of them, by name.</summary>
    public static Dictionary<string, IOpenApiSchema> Make(OpenApiDocument document) => new()
    {
        ["AuditEvent"] = Closed("Who did what to which resource, with what outcome.", ["action", "resource_type"],
        [
            .. CommonOfEvents("audit_event"), ("action", Name("What was done")), ("resource_type", Name("The kind of resource")), ("resource_id", Id("The resource")),
            ("user_id", Id("Who did it")), ("user_name", Id("Its name, as it was then")), ("on_behalf_of", Id("Who is really acting")),
            ("ip_address", Text("IPv4 or IPv6")), ("user_agent", Text("The user agent")), ("success", Flag("Default true")), ("error_message", Text("Why it failed")),
            ("privacy_impact", Flag("Whether it touched personal data. Default false")), ("data_categories", List(Name("A category"), 64)),
            ("subject_ids", List(Id("Whose data it was"), 256)), ("changes", List(Change(), null)), ("phase", OneOf("intent", "outcome")),
            ("operation_id", Name("What intent and outcome have in common")),
        ]),
        ["FailedLogin"] = Closed("One failed authentication attempt.", ["username", "ip_address", "failure_reason"],
        [
            .. CommonOfEvents("failed_login"), ("username", Id("As it was typed; may be empty")), ("ip_address", Text("IPv4 or IPv6; may be empty")),
            ("failure_reason", Name("Why it failed")), ("user_agent", Text("The user agent")), ("attempt_count", Whole(0)), ("is_blocked", Flag("Whether it was blocked")),
            ("country", Text("ISO 3166-1 alpha-2")), ("risk_score", Number(0, 1)), ("repeat_count", Whole(1)),
        ]),
        ["SystemEvent"] = Closed("A log line of a system.", ["level", "component", "message"],
        [
            .. CommonOfEvents("system_event"), ("level", OneOf("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")), ("component", Name("What speaks")),
            ("message", Text("What it says")), ("user_id", Id("The user it is about")),
        ]),
        ["Event"] = new OpenApiSchema
        {
            Description = "An event of any kind, which its member kind says.",
            OneOf = [new OpenApiSchemaReference("AuditEvent", document), new OpenApiSchemaReference("FailedLogin", document), new OpenApiSchemaReference("SystemEvent", document)],
        },
        ["Receipt"] = Open("What was recorded: id and sequence of one event, or the counts of a batch.",
        [
            ("success", Flag("")), ("message", Text("")), ("id", Uuid()), ("origin", Text("The journal's name")), ("sequence", Whole(0)),
            ("accepted", Whole(0)), ("duplicates", Whole(0)), ("first_sequence", Whole(0)), ("last_sequence", Whole(0)),
        ]),
        ["Item"] = Open("An event as it is kept: one flat object. Null members are left out, but for those of erased parts.",
        [
            ("kind", OneOf("audit_event", "failed_login", "system_event")), ("id", Uuid()), ("origin", Text("The journal's name")), ("sequence", Whole(0)),
            ("timestamp", Time()), ("recorded_at", Time()), ("recorded_by", Text("The key, or the process")), ("erased", List(Text("A part"), null)),
        ]),
        ["Page"] = Open("A page of events.",
        [
            ("items", List(new OpenApiSchemaReference("Item", document), null)), ("next_cursor", Text("For the next page; null on the last")), ("total", Whole(0)),
            ("lag_seconds", Number(0, null)),
        ]),
        ["PrivacyReport"] = Open("The privacy report.", [("success", Flag("")), ("report", Open("The numbers", []))]),
        ["Summary"] = Open("The counts of the last hours.",
        [
            ("hours", Number(0, null)), ("audit_events", Whole(0)), ("failed_logins", Whole(0)), ("privacy_events", Whole(0)), ("system_events", Whole(0)),
            ("own_events", Whole(0)), ("status", Text("")),
        ]),
        ["Log"] = Open("What is needed to check the log.",
        [
            ("origin", Text("The log's name")), ("vkeys", List(Text("A verifier key"), null)), ("size", Whole(0)), ("root", Text("Base64")), ("next_sequence", Whole(0)),
            ("first_sequence", Whole(0)), ("minimum_index", Whole(0)), ("policy", Open("", [])), ("problem", Text("Why no checkpoints are signed; null when they are")),
        ]),
        ["InclusionProof"] = Open("That an entry is in a tree. The fact and the detail stand there as canonical JSON, byte for byte as they are hashed.",
        [
            ("origin", Text("The log's name")), ("sequence", Whole(0)), ("size", Whole(0)), ("root", Text("Base64")), ("hashes", List(Text("Base64"), null)),
            ("checkpoint", Text("The signed checkpoint, where it is of this size")), ("fact", Open("", [])), ("detail", Open("", [])),
        ]),
        ["ConsistencyProof"] = Open("That a tree continues an older one.",
        [
            ("origin", Text("The log's name")), ("from", Whole(0)), ("from_root", Text("Base64")), ("to", Whole(0)), ("to_root", Text("Base64")),
            ("hashes", List(Text("Base64"), null)), ("checkpoint", Text("The signed checkpoint, where it is of the newer size")),
        ]),
        ["Export"] = Closed("An export that was made.", ["filters", "events", "size"],
        [
            ("filters", Open("A text or a list of texts each, as the filters are named here", [])), ("events", Whole(0)), ("size", Whole(1)),
        ]),
        ["ExportTold"] = Open("The event that tells of an export.",
        [
            ("origin", Text("The log's name")), ("sequence", Whole(0)), ("by", Text("Who told it")), ("vkeys", List(Text("A verifier key"), null)),
        ]),
        ["VerifierKey"] = Open("A key that checks signatures of the log.", [("vkey", Text("name+hash+key, as C2SP signed-note has it"))]),
        ["NewKey"] = Closed("What a key is to be.", ["name", "permissions"],
        [
            ("name", Name("Stands in recorded_by of what it records")), ("permissions", List(OneOf("logging:read", "logging:write", "logging:manage"), 3)),
            ("source", Name("The source of events that name none; default its name")), ("expires_at", Time()), ("tenant_id", Name("The only tenant it reads and writes")),
        ]),
        ["Key"] = Open("An API key.", KeyMembers()),
        ["KeyWithSecret"] = Open("A new API key.", [.. KeyMembers(), ("secret", Text("The key itself, shown once"))]),
        ["Keys"] = Open("API keys.", [("items", List(new OpenApiSchemaReference("Key", document), null))]),
        ["Health"] = Open("In words.", [("status", OneOf("ready", "not_ready")), ("journal", Text("")), ("stores", Open("", []))]),
        ["Issues"] = List(Open("An issue.", [("setting", Text("")), ("severity", OneOf("error", "warning")), ("message", Text("")), ("remedy", Text(""))]), null),
        ["Extensions"] = List(
            Open("An extension.", [("name", Text("")), ("version", Text("")), ("description", Text("")), ("state", OneOf("not_started", "starting", "running", "failed", "stopped")),
                ("abilities", List(Open("An ability.", [("name", Text("")), ("conditional", Flag("")), ("present", Flag(""))]), null)),
                ("dependencies", List(Open("", []), null)), ("packages", List(Open("", []), null)), ("environment_variables", List(Open("", []), null)), ("permissions", List(Text(""), null))]), null),
        ["Status"] = Open("Everything.", [("origin", Text("")), ("next_sequence", Whole(0)), ("journal", Open("", [])), ("stores", List(Open("", []), null))]),
        ["Problem"] = Open("Problem details, RFC 9457.",
        [
            ("type", Text("")), ("title", Text("")), ("status", Whole(400)), ("detail", Text("What happened, and what to do")),
            ("errors", Open("Messages by field; in a batch lines[17].ip_address", [])),
        ]),
    };

    static (string, IOpenApiSchema)[] CommonOfEvents(string kind) =>
    [
        ("kind", OneOf(kind)), ("id", Uuid()), ("timestamp", Time()), ("source", Name("The application or host it comes from")), ("tenant_id", Name("The tenant")),
        ("request_id", Id("The request")), ("trace_id", Id("The trace")), ("additional_data", Open("Anything else", [])),
    ];

    static (string, IOpenApiSchema)[] KeyMembers() =>
    [
        ("id", Text("")), ("name", Text("")), ("permissions", List(Text(""), null)), ("source", Text("")), ("tenant_id", Text("")),
        ("created_at", Time()), ("expires_at", Time()), ("revoked_at", Time()),
    ];

    static OpenApiSchema Closed(string words, string[] required, (string Name, IOpenApiSchema Schema)[] members)
    {
        OpenApiSchema schema = Open(words, members);
        schema.Required = new HashSet<string>(required);
        schema.AdditionalPropertiesAllowed = false;
        return schema;
    }

    static OpenApiSchema Open(string words, (string Name, IOpenApiSchema Schema)[] members) => new()
    {
        Type = JsonSchemaType.Object,
        Description = words.Length == 0 ? null : words,
        Properties = members.ToDictionary(member => member.Name, member => member.Schema),
    };

    static OpenApiSchema Name(string words) => new() { Type = JsonSchemaType.String, Pattern = NamePattern, Description = words };

    static OpenApiSchema Id(string words) => new() { Type = JsonSchemaType.String, MaxLength = 512, Description = words };

    static OpenApiSchema Text(string words) => new() { Type = JsonSchemaType.String, Description = words.Length == 0 ? null : words };

    static OpenApiSchema Uuid() => new() { Type = JsonSchemaType.String, Format = "uuid" };

    static OpenApiSchema Time() => new() { Type = JsonSchemaType.String, Format = "date-time" };

    static OpenApiSchema Flag(string words) => new() { Type = JsonSchemaType.Boolean, Description = words.Length == 0 ? null : words };

    static OpenApiSchema Whole(int least) => new() { Type = JsonSchemaType.Integer, Minimum = least.ToString(CultureInfo.InvariantCulture) };

    static OpenApiSchema Number(int least, int? most) => new()
    {
        Type = JsonSchemaType.Number,
        Minimum = least.ToString(CultureInfo.InvariantCulture),
        Maximum = most?.ToString(CultureInfo.InvariantCulture),
    };

    static OpenApiSchema OneOf(params string[] words) =>
        new() { Type = JsonSchemaType.String, Enum = [.. words.Select(word => (System.Text.Json.Nodes.JsonNode)word!)] };

    static OpenApiSchema List(IOpenApiSchema items, int? most) => new() { Type = JsonSchemaType.Array, Items = items, MaxItems = most };

    static OpenApiSchema Change() => Closed("A field that was changed.", ["field"], [("field", Text("")), ("old", new OpenApiSchema()), ("new", new OpenApiSchema())]);
}
