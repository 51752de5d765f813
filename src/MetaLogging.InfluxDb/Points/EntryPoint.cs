using System.Text;
using MetaLogging.Entries;
using MetaLogging.Events;

namespace MetaLogging.InfluxDb.Points;

/// <summary>
/// Writes an entry as a line. What is absent is left out; all fields of an erased part are written empty, so that a point that is sent
/// again after an erasure is the same as one that was blanked. Not thread-safe.
/// </summary>
internal sealed class EntryPoint(string origin)
{
    static readonly Dictionary<(EventKind, EntryParts), byte[]> Blanks = MakeBlanks();

    static readonly byte[][] Levels = [.. Enum.GetValues<EventLevel>().Select(level => Encoding.UTF8.GetBytes(EventLevels.Name(level)))];

    readonly LineBuffer _empty = new();
    (long Part, byte[] Tag) _origin = (-1, []);
    LineBuffer _line = null!;
    bool _isFirst;

    /// <exception cref="EntryFormatException">The entry can't be a point; what was written of it is to be taken back.</exception>
    public void Write(EntryView entry, LineBuffer line)
    {
        _line = line;
        _isFirst = true;
        _empty.Clear();
        WriteSeries(entry);
        Integer("sequence="u8, entry.Sequence);
        Id(entry.Id);
        Integer("timestamp="u8, entry.TimestampNanoseconds);
        Integer("recorded_at="u8, entry.RecordedAtNanoseconds);
        Text("source="u8, entry.Source);
        Text("recorded_by="u8, entry.RecordedBy);
        Text("tenant_id="u8, entry.TenantId);
        switch (entry.Kind)
        {
            case EventKind.AuditEvent:
                WriteAuditEvent(entry);
                break;
            case EventKind.FailedLogin:
                WriteFailedLogin(entry);
                break;
            case EventKind.SystemEvent:
                WriteSystemEvent(entry);
                break;
            default:
                throw new EntryFormatException("The kind of the entry is not known.");
        }

        Text("request_id="u8, entry.RequestId);
        Text("trace_id="u8, entry.TraceId);
        Json("additional_data="u8, entry.AdditionalDataJson);
        if (entry.AssessedRisk is { } risk)
        {
            Float("assessed_risk="u8, risk);
        }

        Text("assessed_country="u8, entry.AssessedCountry);
        if (entry.AssessedBlock is { } block)
        {
            Boolean("assessed_block="u8, block);
        }

        Json("reasons="u8, entry.ReasonsJson);
        WriteEmptyAndErased(entry);
        line.Byte((byte)' ');
        line.Time(PointTime.Of(entry.TimestampNanoseconds, entry.Sequence));
    }

    void WriteSeries(EntryView entry)
    {
        switch (entry.Kind)
        {
            case EventKind.AuditEvent:
                _line.Raw("audit_events,action="u8);
                _line.Tag(entry.Action.IsPlain ? entry.Action.Raw : throw new EntryFormatException("action is no name, and can't be a tag."));
                break;
            case EventKind.FailedLogin:
                _line.Raw("failed_logins"u8);
                break;
            default:
                _line.Raw("system_events,level="u8);
                _line.Tag(Levels[(int)entry.Level]);
                break;
        }

        _line.Raw(",origin="u8);
        _line.Tag(OriginOf(entry.Sequence));
        _line.Byte((byte)' ');
    }

    byte[] OriginOf(long sequence)
    {
        long part = sequence / UnixTime.NanosecondsPerSecond;
        if (part != _origin.Part)
        {
            _origin = (part, Encoding.UTF8.GetBytes(PointTime.Origin(origin, sequence)));
        }

        return _origin.Tag;
    }

    void WriteAuditEvent(EntryView entry)
    {
        Text("resource_type="u8, entry.ResourceType);
        Text("resource_id="u8, entry.ResourceId);
        Text("user_id="u8, entry.UserId);
        Text("user_name="u8, entry.UserName);
        Text("on_behalf_of="u8, entry.OnBehalfOf);
        Text("ip_address="u8, entry.IpAddress);
        Text("user_agent="u8, entry.UserAgent);
        Boolean("success="u8, entry.Success);
        Text("error_message="u8, entry.ErrorMessage);
        Boolean("privacy_impact="u8, entry.PrivacyImpact);
        WriteCategories(entry);
        WriteSubjects(entry);
        Json("changes="u8, entry.ChangesJson);
        if (entry.Phase is { } phase)
        {
            Begin("phase="u8);
            _line.Text(phase == OperationPhase.Intent ? "intent"u8 : "outcome"u8);
        }

        Text("operation_id="u8, entry.OperationId);
        Boolean("own="u8, entry.IsOwn);
    }

    void WriteFailedLogin(EntryView entry)
    {
        Text("username="u8, entry.Username);
        Text("ip_address="u8, entry.IpAddress);
        Text("user_agent="u8, entry.UserAgent);
        Text("failure_reason="u8, entry.FailureReason);
        Integer("attempt_count="u8, entry.AttemptCount);
        Boolean("is_blocked="u8, entry.IsBlocked);
        Text("country="u8, entry.Country);
        Float("risk_score="u8, entry.RiskScore);
        Integer("repeat_count="u8, entry.RepeatCount);
    }

    void WriteSystemEvent(EntryView entry)
    {
        Text("component="u8, entry.Component);
        Text("message="u8, entry.Message);
        Text("user_id="u8, entry.UserId);
    }

    /// <summary>Names between bars: <c>|pii|financial|</c>. A bar can't stand in a name.</summary>
    void WriteCategories(EntryView entry)
    {
        if (entry.DataCategoryCount == 0)
        {
            return;
        }

        Begin("data_categories="u8);
        _line.Raw("\"|"u8);
        for (int i = 0; i < entry.DataCategoryCount; i++)
        {
            EntryText name = entry.DataCategoryAt(i);
            if (!name.IsPlain || name.Raw.IsEmpty || name.Raw.Contains((byte)'|'))
            {
                throw new EntryFormatException("data_categories holds what is no name.");
            }

            _line.Escaped(name.Raw);
            _line.Byte((byte)'|');
        }

        _line.Byte((byte)'"');
    }

    /// <summary>A line for each, as a JSON text: a line end can't stand in one, so that one is found exactly between two of them.</summary>
    void WriteSubjects(EntryView entry)
    {
        if (entry.SubjectIdCount == 0)
        {
            return;
        }

        Begin("subject_ids="u8);
        _line.Raw("\"\n"u8);
        for (int i = 0; i < entry.SubjectIdCount; i++)
        {
            _line.Escaped("\""u8);
            _line.Escaped(entry.SubjectIdAt(i).Raw);
            _line.Escaped("\"\n"u8);
        }

        _line.Byte((byte)'"');
    }

    /// <summary>
    /// Writes the fields of an erased point that are as they are because it is erased: those of the parts, empty; which parts; and which
    /// other texts are empty.
    /// </summary>
    /// <param name="table">The measurement.</param>
    /// <param name="parts">The erased parts.</param>
    /// <param name="empty">The names of texts that are empty, each with a bar behind it.</param>
    /// <param name="line">Where other fields stand already.</param>
    public static void WriteErased(PointTable table, EntryParts parts, string empty, LineBuffer line)
    {
        line.Raw(",empty="u8);
        line.Text(Encoding.UTF8.GetBytes(empty.Length > 0 ? "|" + empty : ""));
        line.Raw(Blanks[(table.Kind, parts)]);
    }

    void WriteEmptyAndErased(EntryView entry)
    {
        if (entry.Erased != EntryParts.None)
        {
            WriteErased(PointTable.Of(entry.Kind), entry.Erased, _empty.ToString(), _line);
        }
        else if (_empty.Length > 0)
        {
            Begin("empty="u8);
            _line.Raw("\"|"u8);
            _line.Raw(_empty.Written.Span);
            _line.Byte((byte)'"');
        }
    }

    void Id(Guid id)
    {
        Begin("id="u8);
        Span<byte> text = stackalloc byte[36];
        id.TryFormat(text, out int _);
        _line.Text(text);
    }

    void Text(ReadOnlySpan<byte> name, EntryText value)
    {
        if (!value.IsPresent)
        {
            return;
        }

        Begin(name);
        _line.Text(value);
        if (value.MaxLength == 0)
        {
            _empty.Raw(name[..^1]);
            _empty.Byte((byte)'|');
        }
    }

    void Json(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        if (!json.IsEmpty)
        {
            Begin(name);
            _line.Text(json);
        }
    }

    void Integer(ReadOnlySpan<byte> name, long value)
    {
        Begin(name);
        _line.Integer(value);
    }

    void Float(ReadOnlySpan<byte> name, double value)
    {
        Begin(name);
        _line.Float(value);
    }

    void Boolean(ReadOnlySpan<byte> name, bool value)
    {
        Begin(name);
        _line.Boolean(value);
    }

    void Begin(ReadOnlySpan<byte> name)
    {
        if (!_isFirst)
        {
            _line.Byte((byte)',');
        }

        _isFirst = false;
        _line.Raw(name);
    }

    /// <summary>For each kind and each set of erased parts: the blanked fields, and the field that says what is erased.</summary>
    static Dictionary<(EventKind, EntryParts), byte[]> MakeBlanks()
    {
        Dictionary<(EventKind, EntryParts), byte[]> blanks = [];
        foreach (PointTable table in PointTable.All)
        {
            for (int parts = 1; parts <= (int)EntryParts.All; parts++)
            {
                string fields = string.Concat(table.FieldsOf((EntryParts)parts).Select(field => $",{field.Name}=\"\""));
                blanks[(table.Kind, (EntryParts)parts)] =
                    Encoding.UTF8.GetBytes($"{fields},{PointTable.Erased}=\"{ErasedText.Of((EntryParts)parts)}\"");
            }
        }

        return blanks;
    }
}
