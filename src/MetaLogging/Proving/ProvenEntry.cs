using MetaLogging.Events;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Proving;

/// <summary>An entry that is proven to be in a tree, and how much of it the proof shows.</summary>
internal sealed record ProvenEntry
{
    /// <summary>Its place in the log, from 0 on.</summary>
    public required long Sequence { get; init; }

    /// <summary>The tree that it is in: origin, size and root.</summary>
    public required Checkpoint Tree { get; init; }

    /// <summary>Who signed the tree: the log, and witnesses.</summary>
    public required IReadOnlyList<CheckedSignature> Signatures { get; init; }

    /// <summary>The fact, canonical JSON.</summary>
    public required ReadOnlyMemory<byte> Fact { get; init; }

    /// <summary>What is shown of the detail, canonical JSON; empty where it is not shown at all.</summary>
    public required ReadOnlyMemory<byte> Detail { get; init; }

    /// <summary>Whether something of the detail is shown, be it only that parts are empty.</summary>
    public bool HasDetail => !Detail.IsEmpty;

    /// <summary>The parts that are shown.</summary>
    public required EntryParts Shown { get; init; }

    /// <summary>The parts of which there is only a digest: erased in the log, or left out of the proof.</summary>
    public required EntryParts Hidden { get; init; }

    /// <summary>The parts that are proven to have been empty from the start.</summary>
    public EntryParts Empty => HasDetail ? EntryParts.All & ~(Shown | Hidden) : EntryParts.None;
}
