namespace MetaLogging.Events;

/// <summary>The three kinds of events. On the wire: <c>audit_event</c>, <c>failed_login</c>, <c>system_event</c>.</summary>
public enum EventKind : byte
{
    /// <summary>Who did what to which resource, with what outcome: <see cref="AuditEvent"/>.</summary>
    AuditEvent = 0,

    /// <summary>One failed authentication attempt: <see cref="FailedLoginAttempt"/>.</summary>
    FailedLogin = 1,

    /// <summary>A log line of a system: <see cref="SystemEvent"/>.</summary>
    SystemEvent = 2,
}
