using MetaLogging.Events;
using MetaLogging.Json;

namespace MetaLogging.Entries;

/// <summary>Writes facts as canonical JSON, straight into the buffer: the members stand here in the order of their names.</summary>
internal static class FactWriter
{
    /// <summary>Writes the fact of an event and answers where the 43 characters of <c>detail</c> are to be filled in.</summary>
    public static int Write(CanonicalBuffer json, TrailEvent item, in EntryStamp stamp)
    {
        int start = json.Length;
        int digest = item switch
        {
            AuditEvent audit => Write(json, audit, stamp),
            FailedLoginAttempt login => Write(json, login, stamp),
            SystemEvent system => Write(json, system, stamp),
            _ => throw new ArgumentException("There are three kinds of events.", nameof(item)),
        };
        json.CloseObject(start);
        return digest;
    }

    static int Write(CanonicalBuffer json, AuditEvent item, in EntryStamp stamp)
    {
        json.Raw(",\"action\":"u8);
        json.Text(item.Action);
        Assessed(json, stamp);
        if (item.DataCategories.Count > 0)
        {
            json.Raw(",\"data_categories\":"u8);
            json.Texts(item.DataCategories);
        }

        int digest = Detail(json);
        Identity(json, stamp, ",\"kind\":\"audit_event\""u8);
        if (stamp.Order is { } order)
        {
            json.Raw(",\"log\":"u8);
            LogOrderJson.Write(json, order);
        }

        json.Member(",\"operation_id\":"u8, item.OperationId);
        if (item.Phase is { } phase)
        {
            json.Raw(phase == OperationPhase.Intent ? ",\"phase\":\"intent\""u8 : ",\"phase\":\"outcome\""u8);
        }

        if (item.PrivacyImpact)
        {
            json.Raw(",\"privacy_impact\":true"u8);
        }

        Recorded(json, stamp);
        json.Raw(",\"resource_type\":"u8);
        json.Text(item.ResourceType);
        json.Member(",\"source\":"u8, item.Source ?? stamp.Source);
        json.Raw(item.Success ? ",\"success\":true"u8 : ",\"success\":false"u8);
        End(json, item, stamp);
        return digest;
    }

    static int Write(CanonicalBuffer json, FailedLoginAttempt item, in EntryStamp stamp)
    {
        Assessed(json, stamp);
        if (item.AttemptCount != 1)
        {
            json.Raw(",\"attempt_count\":"u8);
            json.Number(item.AttemptCount);
        }

        json.Member(",\"country\":"u8, item.Country?.ToUpperInvariant());
        int digest = Detail(json);
        json.Raw(",\"failure_reason\":"u8);
        json.Text(item.FailureReason);
        Identity(json, stamp, item.IsBlocked ? ",\"is_blocked\":true,\"kind\":\"failed_login\""u8 : ",\"kind\":\"failed_login\""u8);
        Recorded(json, stamp);
        if (item.RepeatCount != 1)
        {
            json.Raw(",\"repeat_count\":"u8);
            json.Number(item.RepeatCount);
        }

        if (item.RiskScore != 0)
        {
            json.Raw(",\"risk_score\":"u8);
            json.Number(item.RiskScore);
        }

        json.Member(",\"source\":"u8, item.Source ?? stamp.Source);
        End(json, item, stamp);
        return digest;
    }

    static int Write(CanonicalBuffer json, SystemEvent item, in EntryStamp stamp)
    {
        Assessed(json, stamp);
        json.Raw(",\"component\":"u8);
        json.Text(item.Component);
        int digest = Detail(json);
        Identity(json, stamp, ",\"kind\":\"system_event\",\"level\":"u8);
        json.Raw(item.Level switch
        {
            EventLevel.Debug => "\"DEBUG\""u8,
            EventLevel.Info => "\"INFO\""u8,
            EventLevel.Warning => "\"WARNING\""u8,
            EventLevel.Error => "\"ERROR\""u8,
            _ => "\"CRITICAL\""u8,
        });
        Recorded(json, stamp);
        json.Member(",\"source\":"u8, item.Source ?? stamp.Source);
        End(json, item, stamp);
        return digest;
    }

    static void Assessed(CanonicalBuffer json, in EntryStamp stamp)
    {
        if (stamp.Assessment is not { } assessment)
        {
            return;
        }

        if (assessment.Block is { } block)
        {
            json.Raw(",\"assessed_block\":"u8);
            json.Bool(block);
        }

        json.Member(",\"assessed_country\":"u8, assessment.Country);
        if (assessment.Risk is { } risk)
        {
            json.Raw(",\"assessed_risk\":"u8);
            json.Number(risk);
        }
    }

    static int Detail(CanonicalBuffer json)
    {
        json.Raw(",\"detail\":\""u8);
        int digest = json.Skip(DetailCommitment.DigestTextLength);
        json.Byte((byte)'"');
        return digest;
    }

    static void Identity(CanonicalBuffer json, in EntryStamp stamp, ReadOnlySpan<byte> kind)
    {
        json.Raw(",\"id\":"u8);
        json.Uuid(stamp.Id);
        json.Raw(kind);
    }

    static void Recorded(CanonicalBuffer json, in EntryStamp stamp)
    {
        json.Raw(",\"recorded_at\":"u8);
        json.Time(stamp.RecordedAtNanoseconds);
        json.Raw(",\"recorded_by\":"u8);
        json.Text(stamp.RecordedBy);
    }

    static void End(CanonicalBuffer json, TrailEvent item, in EntryStamp stamp)
    {
        json.Member(",\"tenant_id\":"u8, item.TenantId);
        json.Raw(",\"timestamp\":"u8);
        json.Time(item.TimestampNanoseconds ?? stamp.RecordedAtNanoseconds);
        json.Raw(",\"v\":1"u8);
    }
}
