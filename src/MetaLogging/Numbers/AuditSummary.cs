namespace MetaLogging.Numbers;

/// <summary>How much happened in the last hours, and whether the store that was asked is well.</summary>
/// <param name="Hours">How many hours back from now.</param>
/// <param name="Counts">The counts; null where the store could not be asked: <paramref name="Status"/> says why.</param>
/// <param name="Status"><c>Embedded store available</c>, <c>InfluxDB available</c>, or what is wrong.</param>
public sealed record AuditSummary(double Hours, EventCounts? Counts, string Status)
{
    /// <summary>How many seconds the store is behind, where it could not catch up within the time bound of a read; otherwise null.</summary>
    public double? LagSeconds { get; init; }
}
