namespace MetaLogging.Events;

/// <summary>An event as it is read back: the event, and beside it what the trail added.</summary>
/// <typeparam name="T">The kind of event, or <see cref="TrailEvent"/> for any of them.</typeparam>
public sealed record Recorded<T>
    where T : TrailEvent
{
    /// <summary>
    /// The event as it is kept: its id, timestamp and source are filled in. Members of erased parts are null or empty.
    /// </summary>
    public required T Event { get; init; }

    /// <summary>The event id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name of the journal that holds it.</summary>
    public required string Origin { get; init; }

    /// <summary>Its zero-based position in that journal; only origin and sequence together are unique in the world.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset RecordedAt => UnixTime.ToDateTimeOffset(RecordedAtNanoseconds);

    internal long RecordedAtNanoseconds { get; init; }

    internal long TimestampNanoseconds { get; init; }

    /// <summary>The key, or the process, that recorded it.</summary>
    public required string RecordedBy { get; init; }

    /// <summary>Whether the trail wrote it about itself.</summary>
    public bool IsOwn { get; init; }

    /// <summary>The parts of its detail that have been erased.</summary>
    public EntryParts Erased { get; init; }

    /// <summary>What enrichment found.</summary>
    public Assessment Assessment { get; init; } = Assessment.None;

    /// <summary>The same, with the event as another kind that it is.</summary>
    internal Recorded<TOther> As<TOther>()
        where TOther : TrailEvent => new()
        {
            Event = (TOther)(TrailEvent)Event,
            Id = Id,
            Origin = Origin,
            Sequence = Sequence,
            RecordedAtNanoseconds = RecordedAtNanoseconds,
            TimestampNanoseconds = TimestampNanoseconds,
            RecordedBy = RecordedBy,
            IsOwn = IsOwn,
            Erased = Erased,
            Assessment = Assessment,
        };
}
