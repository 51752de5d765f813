using System.Text.Json;
using System.Text.Json.Nodes;
using MetaLogging.Events;
using MetaLogging.InfluxDb.Asking;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Points;

/// <summary>Reads points back as events.</summary>
/// <param name="table">The measurement: rows have all its fields, in its order.</param>
/// <param name="origin">The journal's name.</param>
internal sealed class PointReading(PointTable table, string origin)
{
    /// <exception cref="StoreException">The point was not written by this program, or somebody has changed it.</exception>
    public Recorded<TrailEvent> Read(PointRow row)
    {
        try
        {
            return Read(new Values(row.Values, table));
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new StoreException(
                $"InfluxDB has a point in {table.Name} at the time {row.Time} that can't be read: this program did not write it so. Run: metalog rebuild --store influxdb");
        }
    }

    Recorded<TrailEvent> Read(Values values)
    {
        long timestamp = values.Integer(PointTable.Timestamp) ?? 0;
        Guid id = Guid.Parse(values.Text("id") ?? "");
        TrailEvent what = table.Kind switch
        {
            EventKind.AuditEvent => AuditEvent(values),
            EventKind.FailedLogin => FailedLogin(values),
            _ => SystemEvent(values),
        };
        return new()
        {
            Event = what with
            {
                Id = id,
                TimestampNanoseconds = timestamp,
                Source = values.Text("source"),
                TenantId = values.Text("tenant_id"),
                RequestId = values.Text("request_id"),
                TraceId = values.Text("trace_id"),
                AdditionalData = values.Text("additional_data") is { } json ? JsonNode.Parse(json) as JsonObject : null,
            },
            Id = id,
            Origin = origin,
            Sequence = values.Integer(PointTable.Sequence) ?? -1,
            RecordedAtNanoseconds = values.Integer("recorded_at") ?? 0,
            TimestampNanoseconds = timestamp,
            RecordedBy = values.Text("recorded_by") ?? "",
            IsOwn = table.Kind == EventKind.AuditEvent && values.Is("own"),
            Assessment = Assessment(values),
            Erased = ErasedText.Parse(values.Text(PointTable.Erased)),
        };
    }

    static AuditEvent AuditEvent(Values values) => new()
    {
        Action = values.Text("action") ?? "",
        ResourceType = values.Text("resource_type") ?? "",
        ResourceId = values.Text("resource_id"),
        UserId = values.Text("user_id"),
        UserName = values.Text("user_name"),
        OnBehalfOf = values.Text("on_behalf_of"),
        IpAddress = values.Text("ip_address"),
        UserAgent = values.Text("user_agent"),
        Success = values.Is("success"),
        ErrorMessage = values.Text("error_message"),
        PrivacyImpact = values.Is("privacy_impact"),
        DataCategories = values.Text("data_categories")?.Trim('|').Split('|') ?? [],
        SubjectIds = SubjectLines.Parse(values.Text("subject_ids")),
        Changes = values.Text("changes") is { } changes ? ReadChanges(changes) : [],
        Phase = OperationPhases.TryParse(values.Text("phase"), out OperationPhase phase) ? phase : null,
        OperationId = values.Text("operation_id"),
    };

    static FailedLoginAttempt FailedLogin(Values values) => new()
    {
        Username = values.Text("username") ?? "",
        IpAddress = values.Text("ip_address") ?? "",
        UserAgent = values.Text("user_agent"),
        FailureReason = values.Text("failure_reason") ?? "",
        AttemptCount = (int)(values.Integer("attempt_count") ?? 1),
        IsBlocked = values.Is("is_blocked"),
        Country = values.Text("country"),
        RiskScore = values.Number("risk_score") ?? 0,
        RepeatCount = (int)(values.Integer("repeat_count") ?? 1),
    };

    static SystemEvent SystemEvent(Values values) => new()
    {
        Level = EventLevels.TryParse(values.Text("level"), out EventLevel level) ? level : default,
        Component = values.Text("component") ?? "",
        Message = values.Text("message") ?? "",
        UserId = values.Text("user_id"),
    };

    static Assessment Assessment(Values values)
    {
        double? risk = values.Number("assessed_risk");
        string? country = values.Text("assessed_country");
        bool? block = values.Has("assessed_block") ? values.Is("assessed_block") : null;
        string? reasons = values.Text("reasons");
        return risk is null && country is null && block is null && reasons is null
            ? Events.Assessment.None
            : new(risk, country, block, reasons is null ? [] : [.. JsonNode.Parse(reasons)!.AsArray().Select(reason => (string)reason!)]);
    }

    static FieldChange[] ReadChanges(string json) =>
        [.. JsonNode.Parse(json)!.AsArray().Select(change =>
            new FieldChange((string)change!["field"]!, change["old"]?.DeepClone(), change["new"]?.DeepClone()))];

    /// <summary>The values of one row by their fields' names.</summary>
    readonly struct Values(object?[] row, PointTable table)
    {
        public bool Has(string name) => row[table.IndexOf(name)] is not null;

        public bool Is(string name) => row[table.IndexOf(name)] is true;

        public long? Integer(string name) => row[table.IndexOf(name)] as long?;

        public double? Number(string name) => row[table.IndexOf(name)] as double?;

        public string? Text(string name) => BlankText.Read(row[table.IndexOf(name)] as string, name, row[table.IndexOf(PointTable.Empty)] as string);
    }
}
