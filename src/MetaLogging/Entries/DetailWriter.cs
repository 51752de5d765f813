using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Validation;

namespace MetaLogging.Entries;

/// <summary>Writes details as canonical JSON, straight into the buffer: parts and members stand here in the order of their names.</summary>
internal static class DetailWriter
{
    /// <summary>Writes the detail of an event and answers where its parts are.</summary>
    public static PartRanges Write(CanonicalBuffer json, TrailEvent item, Assessment? assessment, ReadOnlySpan<byte> salt)
    {
        int start = json.Length;
        PartRanges ranges = default;
        ranges[0] = Actor(json, item);
        ranges[1] = Client(json, item);
        ranges[3] = Content(json, item, assessment);
        json.Raw(",\"salt\":"u8);
        json.Base64(salt);
        ranges[2] = Subject(json, item);
        json.CloseObject(start);
        return ranges;
    }

    static PartRange Actor(CanonicalBuffer json, TrailEvent item)
    {
        int part = Open(json, ",\"actor\":"u8, out int start);
        switch (item)
        {
            case AuditEvent audit:
                json.Member(",\"on_behalf_of\":"u8, audit.OnBehalfOf);
                json.Member(",\"user_id\":"u8, audit.UserId);
                json.Member(",\"user_name\":"u8, audit.UserName);
                break;
            case FailedLoginAttempt login:
                json.Member(",\"username\":"u8, login.Username);
                break;
            case SystemEvent system:
                json.Member(",\"user_id\":"u8, system.UserId);
                break;
        }

        return Close(json, part, start);
    }

    static PartRange Client(CanonicalBuffer json, TrailEvent item)
    {
        int part = Open(json, ",\"client\":"u8, out int start);
        (string? address, string? agent) = item switch
        {
            AuditEvent audit => (audit.IpAddress, audit.UserAgent),
            FailedLoginAttempt login => (login.IpAddress, login.UserAgent),
            _ => (null, null),
        };
        json.Member(",\"ip_address\":"u8, Normal(address));
        json.Member(",\"request_id\":"u8, item.RequestId);
        json.Member(",\"trace_id\":"u8, item.TraceId);
        json.Member(",\"user_agent\":"u8, agent);
        return Close(json, part, start);
    }

    static PartRange Content(CanonicalBuffer json, TrailEvent item, Assessment? assessment)
    {
        int part = Open(json, ",\"content\":"u8, out int start);
        if (item.AdditionalData is { } data)
        {
            json.Raw(",\"additional_data\":"u8);
            CanonicalJson.Write(json, data);
        }

        if (item is AuditEvent audit)
        {
            if (audit.Changes.Count > 0)
            {
                json.Raw(",\"changes\":"u8);
                CanonicalJson.Write(json, audit.Changes);
            }

            json.Member(",\"error_message\":"u8, audit.ErrorMessage);
        }
        else if (item is SystemEvent system)
        {
            json.Member(",\"message\":"u8, system.Message);
        }

        if (assessment is { Reasons.Count: > 0 })
        {
            json.Raw(",\"reasons\":"u8);
            json.Texts(assessment.Reasons);
        }

        return Close(json, part, start);
    }

    static PartRange Subject(CanonicalBuffer json, TrailEvent item)
    {
        if (item is not AuditEvent audit)
        {
            return default;
        }

        int part = Open(json, ",\"subject\":"u8, out int start);
        json.Member(",\"resource_id\":"u8, audit.ResourceId);
        if (audit.SubjectIds.Count > 0)
        {
            json.Raw(",\"subject_ids\":"u8);
            json.Texts(audit.SubjectIds);
        }

        return Close(json, part, start);
    }

    static string? Normal(string? address) =>
        address is { Length: > 0 } && IpAddressText.TryNormalise(address, out string? normal) ? normal : address;

    static int Open(CanonicalBuffer json, ReadOnlySpan<byte> name, out int start)
    {
        int part = json.Length;
        json.Raw(name);
        start = json.Length;
        return part;
    }

    /// <summary>A part without members is not written at all.</summary>
    static PartRange Close(CanonicalBuffer json, int part, int start)
    {
        if (json.Length == start)
        {
            json.Length = part;
            return default;
        }

        json.CloseObject(start);
        return new PartRange(start, json.Length - start);
    }
}
