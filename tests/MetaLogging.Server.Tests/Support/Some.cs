using MetaLogging.Events;
using MetaLogging.Numbers;

namespace MetaLogging.Server.Tests.Support;

/// <summary>Things that a test needs and does not care about.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static PrivacyReport Report { get; } = new()
    {
        PeriodDays = 30,
        PrivacyEvents = 3,
        DataCategoriesAccessed = ["contact", "health"],
        UsersAffected = 2,
        HighRiskOperations = 1,
        HighRiskEvents = [],
        TotalEvents = 4000,
        OwnEvents = 5,
        ByCategory = [new("health", 2), new("contact", 1)],
        ByAction = [new("user.read", 3)],
        ByActor = [new("u2", 2), new("u1", 1)],
        ByDay = [new("2026-02-27", 1), new("2026-02-28", 2)],
    };

    public static Recorded<TrailEvent> Recorded(TrailEvent item, long sequence = 0, EntryParts erased = EntryParts.None) => new()
    {
        Event = item,
        Id = new Guid($"0198{sequence:x4}-0000-7000-8000-000000000000"),
        Origin = "here",
        Sequence = sequence,
        RecordedBy = "tests",
        RecordedAtNanoseconds = UnixTime.FromDateTimeOffset(Now),
        TimestampNanoseconds = item.TimestampNanoseconds ?? UnixTime.FromDateTimeOffset(Now),
        Erased = erased,
    };

    public static SystemEvent SystemEvent(string message = "done") =>
        new() { Level = EventLevel.Warning, Component = "backup", Message = message };

    public static AuditEvent AuditEvent(string? userId = "u1") =>
        new() { Action = "user.read", ResourceType = "user", ResourceId = "u2", UserId = userId };

    public static FailedLoginAttempt FailedLogin(string username = "root") =>
        new() { Username = username, IpAddress = "192.0.2.1", FailureReason = "invalid_user" };
}
