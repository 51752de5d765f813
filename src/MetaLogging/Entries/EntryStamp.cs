using MetaLogging.Events;

namespace MetaLogging.Entries;

/// <summary>What the trail adds to an event when it records it.</summary>
/// <param name="Id">The event id.</param>
/// <param name="RecordedAtNanoseconds">When, in nanoseconds since the epoch; also the timestamp of an event that has none.</param>
/// <param name="RecordedBy">The key, or the process; a name.</param>
/// <param name="Source">The source of an event that names none; a name.</param>
internal readonly record struct EntryStamp(Guid Id, long RecordedAtNanoseconds, string RecordedBy, string Source)
{
    /// <summary>What enrichment found; null where nothing assesses.</summary>
    public Assessment? Assessment { get; init; }

    /// <summary>What an own event orders or tells; null for all others.</summary>
    public LogOrder? Order { get; init; }
}
