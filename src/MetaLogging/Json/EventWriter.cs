using MetaLogging.Events;

namespace MetaLogging.Json;

/// <summary>
/// Writes an event as callers send it: one flat object in canonical JSON, with its <c>kind</c>, without members that are at their default.
/// <see cref="EventReader"/> reads it back.
/// </summary>
internal static class EventWriter
{
    /// <exception cref="ArgumentException">The event was not validated.</exception>
    public static void Write(CanonicalBuffer json, TrailEvent item)
    {
        int start = json.Length;
        var audit = item as AuditEvent;
        var login = item as FailedLoginAttempt;
        var system = item as SystemEvent;
        json.Member(",\"action\":"u8, audit?.Action);
        if (item.AdditionalData is { } data)
        {
            json.Raw(",\"additional_data\":"u8);
            CanonicalJson.Write(json, data);
        }

        Count(json, ",\"attempt_count\":"u8, login?.AttemptCount);
        if (audit is { Changes.Count: > 0 })
        {
            json.Raw(",\"changes\":"u8);
            CanonicalJson.Write(json, audit.Changes);
        }

        json.Member(",\"component\":"u8, system?.Component);
        json.Member(",\"country\":"u8, login?.Country);
        Texts(json, ",\"data_categories\":"u8, audit?.DataCategories);
        json.Member(",\"error_message\":"u8, audit?.ErrorMessage);
        json.Member(",\"failure_reason\":"u8, login?.FailureReason);
        if (item.Id is { } id)
        {
            json.Raw(",\"id\":"u8);
            json.Uuid(id);
        }

        json.Member(",\"ip_address\":"u8, audit?.IpAddress ?? login?.IpAddress);
        Flag(json, ",\"is_blocked\":true"u8, login?.IsBlocked);
        json.Member(",\"kind\":"u8, EventKinds.Name(item.Kind));
        json.Member(",\"level\":"u8, system is null ? null : EventLevels.Name(system.Level));
        json.Member(",\"message\":"u8, system?.Message);
        json.Member(",\"on_behalf_of\":"u8, audit?.OnBehalfOf);
        json.Member(",\"operation_id\":"u8, audit?.OperationId);
        json.Member(",\"phase\":"u8, audit?.Phase is { } phase ? OperationPhases.Name(phase) : null);
        Flag(json, ",\"privacy_impact\":true"u8, audit?.PrivacyImpact);
        Count(json, ",\"repeat_count\":"u8, login?.RepeatCount);
        json.Member(",\"request_id\":"u8, item.RequestId);
        json.Member(",\"resource_id\":"u8, audit?.ResourceId);
        json.Member(",\"resource_type\":"u8, audit?.ResourceType);
        if (login is not null && login.RiskScore != 0)
        {
            json.Raw(",\"risk_score\":"u8);
            json.Number(login.RiskScore);
        }

        json.Member(",\"source\":"u8, item.Source);
        Texts(json, ",\"subject_ids\":"u8, audit?.SubjectIds);
        Flag(json, ",\"success\":false"u8, audit is { Success: false });
        json.Member(",\"tenant_id\":"u8, item.TenantId);
        if (item.TimestampNanoseconds is { } timestamp)
        {
            json.Raw(",\"timestamp\":"u8);
            json.Time(timestamp);
        }

        json.Member(",\"trace_id\":"u8, item.TraceId);
        json.Member(",\"user_agent\":"u8, audit?.UserAgent ?? login?.UserAgent);
        json.Member(",\"user_id\":"u8, audit?.UserId ?? system?.UserId);
        json.Member(",\"user_name\":"u8, audit?.UserName);
        json.Member(",\"username\":"u8, login?.Username);
        json.CloseObject(start);
    }

    static void Count(CanonicalBuffer json, ReadOnlySpan<byte> name, int? count)
    {
        const int Default = 1;
        if (count is { } value and not Default)
        {
            json.Raw(name);
            json.Number((long)value);
        }
    }

    static void Flag(CanonicalBuffer json, ReadOnlySpan<byte> member, bool? isSet)
    {
        if (isSet == true)
        {
            json.Raw(member);
        }
    }

    static void Texts(CanonicalBuffer json, ReadOnlySpan<byte> name, IReadOnlyList<string>? texts)
    {
        if (texts is { Count: > 0 })
        {
            json.Raw(name);
            json.Texts(texts);
        }
    }
}
