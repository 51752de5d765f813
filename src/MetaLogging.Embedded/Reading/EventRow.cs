using System.Text.Json.Nodes;
using DuckDB.NET.Data;
using MetaLogging.Embedded.Tables;
using MetaLogging.Events;

namespace MetaLogging.Embedded.Reading;

/// <summary>Reads rows of one table back as events: the columns in the order of <see cref="EventTable"/>. Used for one answer.</summary>
internal sealed class EventRow(EventTable table, string origin)
{
    DuckDBDataReader _row = null!;
    int _column;

    /// <summary>Reads the row that a reader of <see cref="EventTable.ColumnNames"/> stands on.</summary>
    public Recorded<TrailEvent> Read(DuckDBDataReader row)
    {
        _row = row;
        _column = 0;
        long sequence = BigInt();
        Guid id = _row.GetGuid(_column++);
        long timestamp = BigInt();
        long recordedAt = BigInt();
        string? source = Text();
        string? recordedBy = Text();
        string? tenantId = Text();
        bool isOwn = false;
        TrailEvent what = table.Kind switch
        {
            EventKind.AuditEvent => AuditEvent(out isOwn),
            EventKind.FailedLogin => FailedLogin(),
            _ => SystemEvent(),
        };
        return new()
        {
            Event = what with
            {
                Id = id,
                TimestampNanoseconds = timestamp,
                Source = source,
                TenantId = tenantId,
                RequestId = Text(),
                TraceId = Text(),
                AdditionalData = Text() is { } json ? JsonNode.Parse(json) as JsonObject : null,
            },
            Id = id,
            Origin = origin,
            Sequence = sequence,
            RecordedAtNanoseconds = recordedAt,
            TimestampNanoseconds = timestamp,
            RecordedBy = recordedBy ?? "",
            IsOwn = isOwn,
            Assessment = Assessment(),
            Erased = (EntryParts)_row.GetByte(_column),
        };
    }

    AuditEvent AuditEvent(out bool isOwn)
    {
        AuditEvent what = new()
        {
            Action = Text() ?? "",
            ResourceType = Text() ?? "",
            ResourceId = Text(),
            UserId = Text(),
            UserName = Text(),
            OnBehalfOf = Text(),
            IpAddress = Text(),
            UserAgent = Text(),
            Success = Boolean(),
            ErrorMessage = Text(),
            PrivacyImpact = Boolean(),
            DataCategories = Text() is { } names ? names.Split(EventTable.NameSeparator) : [],
            SubjectIds = Texts(),
            Changes = Text() is { } changes ? ReadChanges(changes) : [],
            Phase = IsNull() ? null : (OperationPhase)_row.GetByte(_column - 1),
            OperationId = Text(),
        };
        isOwn = Boolean();
        return what;
    }

    FailedLoginAttempt FailedLogin() => new()
    {
        Username = Text() ?? "",
        IpAddress = Text() ?? "",
        UserAgent = Text(),
        FailureReason = Text() ?? "",
        AttemptCount = _row.GetInt32(_column++),
        IsBlocked = Boolean(),
        Country = Text(),
        RiskScore = _row.GetDouble(_column++),
        RepeatCount = _row.GetInt32(_column++),
    };

    SystemEvent SystemEvent() => new()
    {
        Level = (EventLevel)_row.GetByte(_column++),
        Component = Text() ?? "",
        Message = Text() ?? "",
        UserId = Text(),
    };

    Assessment Assessment()
    {
        double? risk = IsNull() ? null : _row.GetDouble(_column - 1);
        string? country = Text();
        bool? block = IsNull() ? null : _row.GetBoolean(_column - 1);
        string? reasons = Text();
        return risk is null && country is null && block is null && reasons is null
            ? Events.Assessment.None
            : new(risk, country, block, reasons is null ? [] : [.. JsonNode.Parse(reasons)!.AsArray().Select(reason => (string)reason!)]);
    }

    static FieldChange[] ReadChanges(string json) =>
        [.. JsonNode.Parse(json)!.AsArray().Select(change =>
            new FieldChange((string)change!["field"]!, change["old"]?.DeepClone(), change["new"]?.DeepClone()))];

    long BigInt() => _row.GetInt64(_column++);

    bool Boolean() => _row.GetBoolean(_column++);

    string? Text() => IsNull() ? null : _row.GetString(_column - 1);

    List<string> Texts() => IsNull() ? [] : _row.GetFieldValue<List<string>>(_column - 1);

    /// <summary>Whether the next column is null; it is passed over either way.</summary>
    bool IsNull() => _row.IsDBNull(_column++);
}
