using MetaLogging.Events;

namespace MetaLogging.Queries;

/// <summary>One page of an answer.</summary>
/// <typeparam name="T">The kind of event.</typeparam>
public sealed record Page<T>
    where T : TrailEvent
{
    /// <summary>The events, in the order that was asked for.</summary>
    public required IReadOnlyList<Recorded<T>> Items { get; init; }

    /// <summary>What to ask the next page with; null on the last page.</summary>
    public string? NextCursor { get; init; }

    /// <summary>How many events the whole query has, where that was asked for.</summary>
    public long? Total { get; init; }

    /// <summary>How many seconds the store is behind, where it could not catch up within the time bound of a read; otherwise null.</summary>
    public double? LagSeconds { get; init; }
}
