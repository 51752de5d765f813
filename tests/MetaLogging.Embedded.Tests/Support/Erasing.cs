using MetaLogging.Events;

namespace MetaLogging.Embedded.Tests.Support;

/// <summary>Erases parts of an event as the design says: a part that had nothing in it is not marked.</summary>
internal static class Erasing
{
    public static Recorded<TrailEvent> Of(Recorded<TrailEvent> item, EntryParts parts)
    {
        TrailEvent what = item.Event;
        Assessment assessment = item.Assessment;
        EntryParts erased = item.Erased;
        foreach (EntryParts part in new[] { EntryParts.Actor, EntryParts.Client, EntryParts.Subject, EntryParts.Content })
        {
            if (!parts.HasFlag(part) || item.Erased.HasFlag(part))
            {
                continue;
            }

            bool hadText = Has(what, assessment, part);
            what = Without(what, part);
            if (part == EntryParts.Content)
            {
                assessment = assessment with { Reasons = [] };
            }

            erased |= hadText ? part : EntryParts.None;
        }

        return item with { Event = what, Assessment = assessment, Erased = erased };
    }

    static bool Has(TrailEvent what, Assessment assessment, EntryParts part) => (part, what) switch
    {
        (EntryParts.Actor, AuditEvent audit) => audit.UserId is not null || audit.UserName is not null || audit.OnBehalfOf is not null,
        (EntryParts.Actor, FailedLoginAttempt) => true,
        (EntryParts.Actor, SystemEvent system) => system.UserId is not null,
        (EntryParts.Client, AuditEvent audit) => (audit.IpAddress ?? audit.UserAgent ?? audit.RequestId ?? audit.TraceId) is not null,
        (EntryParts.Client, FailedLoginAttempt) => true,
        (EntryParts.Client, _) => (what.RequestId ?? what.TraceId) is not null,
        (EntryParts.Subject, AuditEvent audit) => audit.ResourceId is not null || audit.SubjectIds.Count > 0,
        (EntryParts.Subject, _) => false,
        (_, AuditEvent audit) =>
            audit.ErrorMessage is not null || audit.Changes.Count > 0 || what.AdditionalData is not null || assessment.Reasons.Count > 0,
        (_, SystemEvent) => true,
        _ => what.AdditionalData is not null || assessment.Reasons.Count > 0,
    };

    static TrailEvent Without(TrailEvent what, EntryParts part)
    {
        what = part switch
        {
            EntryParts.Client => what with { RequestId = null, TraceId = null },
            EntryParts.Content => what with { AdditionalData = null },
            _ => what,
        };
        return (part, what) switch
        {
            (EntryParts.Actor, AuditEvent audit) => audit with { UserId = null, UserName = null, OnBehalfOf = null },
            (EntryParts.Actor, FailedLoginAttempt login) => login with { Username = "" },
            (EntryParts.Actor, SystemEvent system) => system with { UserId = null },
            (EntryParts.Client, AuditEvent audit) => audit with { IpAddress = null, UserAgent = null },
            (EntryParts.Client, FailedLoginAttempt login) => login with { IpAddress = "", UserAgent = null },
            (EntryParts.Subject, AuditEvent audit) => audit with { ResourceId = null, SubjectIds = [] },
            (EntryParts.Content, AuditEvent audit) => audit with { ErrorMessage = null, Changes = [] },
            (EntryParts.Content, SystemEvent system) => system with { Message = "" },
            _ => what,
        };
    }
}
