using MetaLogging.Events;
using MetaLogging.Server.Demo;

namespace MetaLogging.Server.Tests.Demo;

/// <summary>Thirty days of the demo, made once for all tests that look into them.</summary>
internal static class Month
{
    public static DateTimeOffset End { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset Start { get; } = End.AddDays(-30);

    /// <summary>A Tuesday to a Thursday without incidents, releases or month's end.</summary>
    public static IReadOnlyList<DateTimeOffset> OrdinaryDays { get; } = [Utc(10), Utc(11), Utc(17), Utc(18)];

    public static IReadOnlyList<TrailEvent> Events { get; } = [.. new DemoTraffic(1).History(Start, End)];

    public static IReadOnlyList<AuditEvent> Audit { get; } = [.. Events.OfType<AuditEvent>()];

    public static IReadOnlyList<FailedLoginAttempt> FailedLogins { get; } = [.. Events.OfType<FailedLoginAttempt>()];

    public static IReadOnlyList<AuditEvent> Logins { get; } = [.. Audit.Where(item => item.Action == "auth.login")];

    /// <summary>How many events lie in some hours.</summary>
    public static int Count(IEnumerable<TrailEvent> items, DateTimeOffset start, double hours) =>
        items.Count(item => item.Timestamp >= start && item.Timestamp < start.AddHours(hours));

    /// <summary>Midnight of a day in February.</summary>
    public static DateTimeOffset Utc(int day) => new(2026, 2, day, 0, 0, 0, TimeSpan.Zero);
}
