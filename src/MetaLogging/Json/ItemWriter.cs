using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetaLogging.Entries;
using MetaLogging.Events;

namespace MetaLogging.Json;

/// <summary>
/// Writes an event that is read back as the flat item of the contract: <c>kind</c>, <c>id</c>, where and when it is recorded, the event's
/// own members, what enrichment found, and <c>erased</c>. Text is UTF-8 as it is, without needless escapes.
/// </summary>
/// <remarks>
/// Members that are null are left out, but those of erased parts are written as null. Members whose default says something are always
/// written: success, privacy_impact, data_categories; attempt_count, repeat_count, is_blocked, risk_score; erased. Other lists are left out
/// when they are empty, and what enrichment found when nothing did.
/// </remarks>
internal static class ItemWriter
{
    /// <summary>Writes an item on one line, without a line end.</summary>
    public static void Write<T>(Recorded<T> item, IBufferWriter<byte> output)
        where T : TrailEvent
    {
        ArgumentNullException.ThrowIfNull(output);
        CanonicalBuffer json = CanonicalBuffer.OfThread();
        Write(item, json);
        output.Write(json.Written);
        json.Clear();
    }

    /// <summary>Writes an item on one line as a value of a larger JSON.</summary>
    public static void Write<T>(Recorded<T> item, Utf8JsonWriter output)
        where T : TrailEvent
    {
        ArgumentNullException.ThrowIfNull(output);
        CanonicalBuffer json = CanonicalBuffer.OfThread();
        Write(item, json);
        output.WriteRawValue(json.Written, skipInputValidation: true);
        json.Clear();
    }

    /// <summary>Writes an item on one line into an empty buffer.</summary>
    public static void Write<T>(Recorded<T> item, CanonicalBuffer json)
        where T : TrailEvent
    {
        ArgumentNullException.ThrowIfNull(item);
        TrailEvent one = item.Event;
        var members = new Members(json, item.Erased);
        members.Text("kind"u8, EventKinds.Name(one.Kind));
        members.Name("id"u8);
        json.Uuid(item.Id);
        members.Text("origin"u8, item.Origin);
        members.Number("sequence"u8, item.Sequence);
        members.Time("timestamp"u8, item.TimestampNanoseconds);
        members.Time("recorded_at"u8, item.RecordedAtNanoseconds);
        members.Text("recorded_by"u8, item.RecordedBy);
        members.Text("source"u8, one.Source);
        members.Text("tenant_id"u8, one.TenantId);
        switch (one)
        {
            case AuditEvent audit:
                Write(members, audit);
                break;
            case FailedLoginAttempt login:
                Write(members, login);
                break;
            case SystemEvent system:
                Write(members, system);
                break;
        }

        members.Text("request_id"u8, one.RequestId, EntryParts.Client);
        members.Text("trace_id"u8, one.TraceId, EntryParts.Client);
        members.Node("additional_data"u8, one.AdditionalData);
        Write(members, item.Assessment);
        members.Texts("erased"u8, [.. PartNames.Of(item.Erased)]);
        json.CloseObject(0);
    }

    static void Write(in Members members, AuditEvent item)
    {
        members.Text("action"u8, item.Action);
        members.Text("resource_type"u8, item.ResourceType);
        members.Text("resource_id"u8, item.ResourceId, EntryParts.Subject);
        members.Flag("success"u8, item.Success);
        members.Text("user_id"u8, item.UserId, EntryParts.Actor);
        members.Text("user_name"u8, item.UserName, EntryParts.Actor);
        members.Text("on_behalf_of"u8, item.OnBehalfOf, EntryParts.Actor);
        members.Text("ip_address"u8, item.IpAddress, EntryParts.Client);
        members.Text("user_agent"u8, item.UserAgent, EntryParts.Client);
        members.Text("error_message"u8, item.ErrorMessage, EntryParts.Content);
        members.Flag("privacy_impact"u8, item.PrivacyImpact);
        members.Texts("data_categories"u8, item.DataCategories);
        members.List("subject_ids"u8, item.SubjectIds, EntryParts.Subject);
        Write(members, item.Changes);
        members.Text("phase"u8, item.Phase is { } phase ? OperationPhases.Name(phase) : null);
        members.Text("operation_id"u8, item.OperationId);
    }

    static void Write(in Members members, FailedLoginAttempt item)
    {
        members.Text("username"u8, members.IsErased(EntryParts.Actor) ? null : item.Username, EntryParts.Actor);
        members.Text("ip_address"u8, members.IsErased(EntryParts.Client) ? null : item.IpAddress, EntryParts.Client);
        members.Text("user_agent"u8, item.UserAgent, EntryParts.Client);
        members.Text("failure_reason"u8, item.FailureReason);
        members.Number("attempt_count"u8, item.AttemptCount);
        members.Number("repeat_count"u8, item.RepeatCount);
        members.Flag("is_blocked"u8, item.IsBlocked);
        members.Text("country"u8, item.Country);
        members.Number("risk_score"u8, item.RiskScore);
    }

    static void Write(in Members members, SystemEvent item)
    {
        members.Text("level"u8, EventLevels.Name(item.Level));
        members.Text("component"u8, item.Component);
        members.Text("message"u8, members.IsErased(EntryParts.Content) ? null : item.Message, EntryParts.Content);
        members.Text("user_id"u8, item.UserId, EntryParts.Actor);
    }

    static void Write(in Members members, IReadOnlyList<FieldChange> changes)
    {
        if (members.WriteNullIfErased("changes"u8, EntryParts.Content) || changes.Count == 0)
        {
            return;
        }

        members.Name("changes"u8);
        CanonicalJson.Write(members.Json, changes);
    }

    static void Write(in Members members, Assessment assessment)
    {
        if (assessment.Risk is { } risk)
        {
            members.Number("assessed_risk"u8, risk);
        }

        members.Text("assessed_country"u8, assessment.Country);
        if (assessment.Block is { } block)
        {
            members.Flag("assessed_block"u8, block);
        }

        members.List("reasons"u8, assessment.Reasons, EntryParts.Content);
    }

    readonly ref struct Members(CanonicalBuffer json, EntryParts erased)
    {
        public CanonicalBuffer Json => json;

        public bool IsErased(EntryParts part) => (erased & part) != 0;

        public bool WriteNullIfErased(ReadOnlySpan<byte> name, EntryParts part)
        {
            if (!IsErased(part))
            {
                return false;
            }

            Name(name);
            json.Raw("null"u8);
            return true;
        }

        public void Name(ReadOnlySpan<byte> name)
        {
            json.Raw(",\""u8);
            json.Raw(name);
            json.Raw("\":"u8);
        }

        public void Text(ReadOnlySpan<byte> name, string? value, EntryParts part = EntryParts.None)
        {
            if (value is null)
            {
                WriteNullIfErased(name, part);
                return;
            }

            Name(name);
            json.Text(value);
        }

        public void Flag(ReadOnlySpan<byte> name, bool value)
        {
            Name(name);
            json.Bool(value);
        }

        public void Number(ReadOnlySpan<byte> name, long value)
        {
            Name(name);
            json.Number(value);
        }

        public void Number(ReadOnlySpan<byte> name, double value)
        {
            Name(name);
            json.Number(value);
        }

        public void Time(ReadOnlySpan<byte> name, long nanoseconds)
        {
            Name(name);
            json.Time(nanoseconds);
        }

        public void Texts(ReadOnlySpan<byte> name, IReadOnlyList<string> values)
        {
            Name(name);
            json.Texts(values);
        }

        public void List(ReadOnlySpan<byte> name, IReadOnlyList<string> values, EntryParts part)
        {
            if (!WriteNullIfErased(name, part) && values.Count > 0)
            {
                Texts(name, values);
            }
        }

        public void Node(ReadOnlySpan<byte> name, JsonObject? value)
        {
            if (!WriteNullIfErased(name, EntryParts.Content) && value is not null)
            {
                Name(name);
                CanonicalJson.Write(json, value);
            }
        }
    }
}
