using MetaLogging.Events;

namespace MetaLogging.Tests.Support;

/// <summary>Things a test does not care about.</summary>
internal static class Some
{
    public static AuditEvent AuditEvent() => new() { Action = "update_profile", ResourceType = "user", ResourceId = "user456", UserId = "user123" };

    public static FailedLoginAttempt FailedLogin() => new() { Username = "root", IpAddress = "192.0.2.1", FailureReason = "invalid_password" };

    public static SystemEvent SystemEvent() => new() { Level = EventLevel.Error, Component = "authentication", Message = "The token has expired." };
}
