using MetaLogging.Events;

namespace MetaLogging.InfluxDb.Points;

/// <summary>
/// The three measurements of events. <see cref="EntryPoint"/> writes the fields, and <c>PointReading</c> reads them.
/// </summary>
internal sealed class PointTable
{
    /// <summary>The tag that tells journals apart.</summary>
    public const string Origin = "origin";

    public const string Sequence = "sequence";
    public const string Timestamp = "timestamp";
    public const string Erased = "erased";

    /// <summary>
    /// Names the text fields whose value is the empty text: a field that is empty and is not named there has been blanked.
    /// </summary>
    public const string Empty = "empty";

    public static readonly PointTable AuditEvents = new(EventKind.AuditEvent, "audit_events",
    [
        new("action", FieldType.Text, IsTag: true),
        new("resource_type", FieldType.Text),
        new("resource_id", FieldType.Text, EntryParts.Subject),
        new("user_id", FieldType.Text, EntryParts.Actor),
        new("user_name", FieldType.Text, EntryParts.Actor),
        new("on_behalf_of", FieldType.Text, EntryParts.Actor),
        new("ip_address", FieldType.Text, EntryParts.Client),
        new("user_agent", FieldType.Text, EntryParts.Client),
        new("success", FieldType.Boolean),
        new("error_message", FieldType.Text, EntryParts.Content),
        new("privacy_impact", FieldType.Boolean),
        new("data_categories", FieldType.Text),
        new("subject_ids", FieldType.Text, EntryParts.Subject),
        new("changes", FieldType.Text, EntryParts.Content),
        new("phase", FieldType.Text),
        new("operation_id", FieldType.Text),
        new("own", FieldType.Boolean),
    ]);

    public static readonly PointTable FailedLogins = new(EventKind.FailedLogin, "failed_logins",
    [
        new("username", FieldType.Text, EntryParts.Actor),
        new("ip_address", FieldType.Text, EntryParts.Client),
        new("user_agent", FieldType.Text, EntryParts.Client),
        new("failure_reason", FieldType.Text),
        new("attempt_count", FieldType.Integer),
        new("is_blocked", FieldType.Boolean),
        new("country", FieldType.Text),
        new("risk_score", FieldType.Float),
        new("repeat_count", FieldType.Integer),
    ]);

    public static readonly PointTable SystemEvents = new(EventKind.SystemEvent, "system_events",
    [
        new("level", FieldType.Text, IsTag: true),
        new("component", FieldType.Text),
        new("message", FieldType.Text, EntryParts.Content),
        new("user_id", FieldType.Text, EntryParts.Actor),
    ]);

    /// <summary>All three, each at the index of its kind.</summary>
    public static readonly PointTable[] All = [AuditEvents, FailedLogins, SystemEvents];

    readonly Dictionary<string, int> _places;

    PointTable(EventKind kind, string name, PointField[] own)
    {
        Kind = kind;
        Name = name;
        Fields =
        [
            new(Sequence, FieldType.Integer),
            new("id", FieldType.Text),
            new(Timestamp, FieldType.Integer),
            new("recorded_at", FieldType.Integer),
            new("source", FieldType.Text),
            new("recorded_by", FieldType.Text),
            new("tenant_id", FieldType.Text),
            .. own,
            new("request_id", FieldType.Text, EntryParts.Client),
            new("trace_id", FieldType.Text, EntryParts.Client),
            new("additional_data", FieldType.Text, EntryParts.Content),
            new("assessed_risk", FieldType.Float),
            new("assessed_country", FieldType.Text),
            new("assessed_block", FieldType.Boolean),
            new("reasons", FieldType.Text, EntryParts.Content),
            new(Empty, FieldType.Text),
            new(Erased, FieldType.Text),
        ];
        _places = Fields.Select((field, place) => (field.Name, place)).ToDictionary(one => one.Name, one => one.place);
    }

    public EventKind Kind { get; }

    /// <summary>The measurement.</summary>
    public string Name { get; }

    /// <summary>All fields, and the tag of the kind, but for <see cref="Origin"/>.</summary>
    public IReadOnlyList<PointField> Fields { get; }

    public PointField this[string name] => Fields[_places[name]];

    /// <summary>The place of a field.</summary>
    public int IndexOf(string name) => _places[name];

    public static PointTable Of(EventKind kind) => All[(int)kind];

    /// <summary>The fields of one part.</summary>
    public IEnumerable<PointField> FieldsOf(EntryParts parts) => Fields.Where(field => (field.Part & parts) != 0);
}
