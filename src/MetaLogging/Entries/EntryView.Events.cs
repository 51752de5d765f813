using System.Text.Json;
using System.Text.Json.Nodes;
using MetaLogging.Events;

namespace MetaLogging.Entries;

/// <content>The event as it is read back.</content>
public sealed partial class EntryView
{
    /// <summary>
    /// Makes the event as it is read back; it shares nothing with the entry's bytes. Members of erased parts are null or empty.
    /// </summary>
    /// <param name="origin">The name of the journal that holds the entry.</param>
    /// <exception cref="EntryFormatException">A JSON value in the detail can't be made an object of.</exception>
    public Recorded<TrailEvent> ToRecorded(string origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        return new Recorded<TrailEvent>
        {
            Event = Kind switch
            {
                EventKind.AuditEvent => ToAuditEvent(),
                EventKind.FailedLogin => ToFailedLogin(),
                _ => ToSystemEvent(),
            },
            Id = Id,
            Origin = origin,
            Sequence = Sequence,
            TimestampNanoseconds = TimestampNanoseconds,
            RecordedAtNanoseconds = RecordedAtNanoseconds,
            RecordedBy = RecordedBy.ToString() ?? "",
            IsOwn = IsOwn,
            Erased = Erased,
            Assessment = ToAssessment(),
        };
    }

    AuditEvent ToAuditEvent() => new()
    {
        Id = Id,
        TimestampNanoseconds = TimestampNanoseconds,
        Source = Source.ToString(),
        TenantId = TenantId.ToString(),
        RequestId = RequestId.ToString(),
        TraceId = TraceId.ToString(),
        AdditionalData = ToObject(),
        Action = Action.ToString()!,
        ResourceType = ResourceType.ToString()!,
        ResourceId = ResourceId.ToString(),
        UserId = UserId.ToString(),
        UserName = UserName.ToString(),
        OnBehalfOf = OnBehalfOf.ToString(),
        IpAddress = IpAddress.ToString(),
        UserAgent = UserAgent.ToString(),
        Success = Success,
        ErrorMessage = ErrorMessage.ToString(),
        PrivacyImpact = PrivacyImpact,
        DataCategories = ToTexts(_fact, _categories),
        SubjectIds = ToTexts(_detail, _subjects),
        Changes = ToChanges(),
        Phase = Phase,
        OperationId = OperationId.ToString(),
    };

    FailedLoginAttempt ToFailedLogin() => new()
    {
        Id = Id,
        TimestampNanoseconds = TimestampNanoseconds,
        Source = Source.ToString(),
        TenantId = TenantId.ToString(),
        RequestId = RequestId.ToString(),
        TraceId = TraceId.ToString(),
        AdditionalData = ToObject(),
        Username = Username.ToString() ?? "",
        IpAddress = IpAddress.ToString() ?? "",
        FailureReason = FailureReason.ToString()!,
        UserAgent = UserAgent.ToString(),
        AttemptCount = AttemptCount,
        IsBlocked = IsBlocked,
        Country = Country.ToString(),
        RiskScore = RiskScore,
        RepeatCount = RepeatCount,
    };

    SystemEvent ToSystemEvent() => new()
    {
        Id = Id,
        TimestampNanoseconds = TimestampNanoseconds,
        Source = Source.ToString(),
        TenantId = TenantId.ToString(),
        RequestId = RequestId.ToString(),
        TraceId = TraceId.ToString(),
        AdditionalData = ToObject(),
        Level = Level,
        Component = Component.ToString()!,
        Message = Message.ToString() ?? "",
        UserId = UserId.ToString(),
    };

    Assessment ToAssessment()
    {
        string? country = AssessedCountry.ToString();
        string[] reasons = ReasonsJson.IsEmpty
            ? []
            : [.. Parse(ReasonsJson, "reasons").AsArray().Select(reason => reason!.GetValue<string>())];
        return AssessedRisk is null && AssessedBlock is null && country is null && reasons.Length == 0
            ? Assessment.None
            : new Assessment(AssessedRisk, country, AssessedBlock, reasons);
    }

    JsonObject? ToObject() => AdditionalDataJson.IsEmpty ? null : Parse(AdditionalDataJson, "additional_data").AsObject();

    FieldChange[] ToChanges()
    {
        if (ChangesJson.IsEmpty)
        {
            return [];
        }

        JsonArray array = Parse(ChangesJson, "changes").AsArray();
        var changes = new FieldChange[array.Count];
        for (int i = 0; i < changes.Length; i++)
        {
            JsonObject change = array[i]!.AsObject();
            changes[i] = new FieldChange(change["field"]!.GetValue<string>(), Take(change, "old"), Take(change, "new"));
        }

        return changes;
    }

    /// <summary>Takes a value out of its object, so that callers can put it elsewhere.</summary>
    static JsonNode? Take(JsonObject from, string name)
    {
        from.Remove(name, out JsonNode? value);
        return value;
    }

    static JsonNode Parse(ReadOnlySpan<byte> json, string name)
    {
        try
        {
            return JsonNode.Parse(json)!;
        }
        catch (JsonException e)
        {
            throw new EntryFormatException($"The member {name} of the detail is malformed.", e);
        }
    }

    static string[] ToTexts(ReadOnlyMemory<byte> bytes, List<TextSlice> slices)
    {
        string[] texts = new string[slices.Count];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = new EntryText(bytes.Span, slices[i]).ToString()!;
        }

        return texts;
    }
}
