using MetaLogging.Events;

namespace MetaLogging.Embedded.Tables;

/// <summary>
/// The three tables of events. A table has no index: its rows lie in the order in which they arrived, which is nearly that of time, and
/// DuckDB keeps the
/// least and the greatest value of every row group. <see cref="Writing.EntryRow"/> fills and <see cref="Reading.EventRow"/> reads the
/// columns in the order they have here.
/// </summary>
internal sealed class EventTable
{
    /// <summary>Rows of one row group of DuckDB: what is moved to disk at once.</summary>
    public const int RowGroup = 122_880;

    /// <summary>Separates the names in data_categories; it can't stand in a name.</summary>
    public const char NameSeparator = ',';

    public static readonly EventTable AuditEvents = new(EventKind.AuditEvent, "audit_events",
    [
        new("action", ColumnType.Varchar),
        new("resource_type", ColumnType.Varchar),
        new("resource_id", ColumnType.Varchar, EntryParts.Subject),
        new("user_id", ColumnType.Varchar, EntryParts.Actor),
        new("user_name", ColumnType.Varchar, EntryParts.Actor),
        new("on_behalf_of", ColumnType.Varchar, EntryParts.Actor),
        new("ip_address", ColumnType.Varchar, EntryParts.Client),
        new("user_agent", ColumnType.Varchar, EntryParts.Client),
        new("success", ColumnType.Boolean),
        new("error_message", ColumnType.Varchar, EntryParts.Content),
        new("privacy_impact", ColumnType.Boolean),
        new("data_categories", ColumnType.Varchar),
        new("subject_ids", ColumnType.VarcharList, EntryParts.Subject),
        new("changes", ColumnType.Varchar, EntryParts.Content),
        new("phase", ColumnType.UTinyInt),
        new("operation_id", ColumnType.Varchar),
        new("own", ColumnType.Boolean),
    ]);

    public static readonly EventTable FailedLogins = new(EventKind.FailedLogin, "failed_logins",
    [
        new("username", ColumnType.Varchar, EntryParts.Actor),
        new("ip_address", ColumnType.Varchar, EntryParts.Client),
        new("user_agent", ColumnType.Varchar, EntryParts.Client),
        new("failure_reason", ColumnType.Varchar),
        new("attempt_count", ColumnType.Integer),
        new("is_blocked", ColumnType.Boolean),
        new("country", ColumnType.Varchar),
        new("risk_score", ColumnType.Double),
        new("repeat_count", ColumnType.Integer),
    ]);

    public static readonly EventTable SystemEvents = new(EventKind.SystemEvent, "system_events",
    [
        new("level", ColumnType.UTinyInt),
        new("component", ColumnType.Varchar),
        new("message", ColumnType.Varchar, EntryParts.Content),
        new("user_id", ColumnType.Varchar, EntryParts.Actor),
    ]);

    /// <summary>All three, each at the index of its kind.</summary>
    public static readonly EventTable[] All = [AuditEvents, FailedLogins, SystemEvents];

    EventTable(EventKind kind, string name, Column[] own)
    {
        Kind = kind;
        Name = name;
        Columns =
        [
            new("sequence", ColumnType.BigInt),
            new("id", ColumnType.Uuid),
            new("timestamp", ColumnType.BigInt),
            new("recorded_at", ColumnType.BigInt),
            new("source", ColumnType.Varchar),
            new("recorded_by", ColumnType.Varchar),
            new("tenant_id", ColumnType.Varchar),
            .. own,
            new("request_id", ColumnType.Varchar, EntryParts.Client),
            new("trace_id", ColumnType.Varchar, EntryParts.Client),
            new("additional_data", ColumnType.Varchar, EntryParts.Content),
            new("assessed_risk", ColumnType.Double),
            new("assessed_country", ColumnType.Varchar),
            new("assessed_block", ColumnType.Boolean),
            new("reasons", ColumnType.Varchar, EntryParts.Content),
            new("erased", ColumnType.UTinyInt),
        ];
        ColumnNames = string.Join(", ", Columns.Select(column => column.Name));
        Definition = $"{Name} ({string.Join(", ", Columns.Select(column => column.Definition))})";
    }

    public EventKind Kind { get; }

    public string Name { get; }

    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The names of all columns, in order, for a SELECT.</summary>
    public string ColumnNames { get; }

    /// <summary>The name and the columns, for a CREATE TABLE.</summary>
    public string Definition { get; }

    public static EventTable Of(EventKind kind) => All[(int)kind];

    /// <summary>The columns of one part.</summary>
    public IEnumerable<Column> ColumnsOf(EntryParts part) => Columns.Where(column => column.Part == part);
}
