using MetaLogging.Events;

namespace MetaLogging.Numbers;

/// <summary>
/// Who touched personal data in a range of time. Counts events by timestamp, without the trail's own events and without an intent that has its outcome.
/// </summary>
public sealed record PrivacyReport
{
    /// <summary>The length of the range in days (of 24 h), rounded up.</summary>
    public required int PeriodDays { get; init; }

    /// <summary>How many audit events have privacy_impact.</summary>
    public required long PrivacyEvents { get; init; }

    /// <summary>The names of the categories of data that the privacy events touched, sorted by their UTF-8 bytes.</summary>
    public required IReadOnlyList<string> DataCategoriesAccessed { get; init; }

    /// <summary>
    /// Distinct data subjects of the privacy events: subject_ids, else resource_id where resource_type is a person's, else user_id.
    /// </summary>
    public required long UsersAffected { get; init; }

    /// <summary>How many privacy events have an action of high risk, or failed.</summary>
    public required long HighRiskOperations { get; init; }

    /// <summary>The newest of them, at most <see cref="MostHighRiskEvents"/>.</summary>
    public required IReadOnlyList<Recorded<AuditEvent>> HighRiskEvents { get; init; }

    /// <summary>How many audit events the range has.</summary>
    public required long TotalEvents { get; init; }

    /// <summary>How many events the trail wrote about itself in the range.</summary>
    public required long OwnEvents { get; init; }

    /// <summary>Privacy events by category of data, most first. An event of several categories counts in each.</summary>
    public required IReadOnlyList<NamedCount> ByCategory { get; init; }

    /// <summary>Privacy events by action, most first.</summary>
    public required IReadOnlyList<NamedCount> ByAction { get; init; }

    /// <summary>Privacy events by user_id, most first, at most <see cref="MostActors"/>; those without one count in none.</summary>
    public required IReadOnlyList<NamedCount> ByActor { get; init; }

    /// <summary>Privacy events by day, <c>YYYY-MM-DD</c> in the zone that was asked for (UTC), in order; days without any are left out.</summary>
    public required IReadOnlyList<NamedCount> ByDay { get; init; }

    /// <summary>How many seconds the store is behind, where it could not catch up within the time bound of a read; otherwise null.</summary>
    public double? LagSeconds { get; init; }

    /// <summary>The most events that <see cref="HighRiskEvents"/> lists.</summary>
    public const int MostHighRiskEvents = 100;

    /// <summary>The most actors that <see cref="ByActor"/> lists.</summary>
    public const int MostActors = 100;
}
