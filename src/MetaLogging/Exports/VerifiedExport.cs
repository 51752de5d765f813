using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Exports;

/// <summary>An export whose every event is proven.</summary>
internal sealed record VerifiedExport
{
    /// <summary>The tree that its entries are in.</summary>
    public required Checkpoint Tree { get; init; }

    /// <summary>Who signed the tree.</summary>
    public required IReadOnlyList<CheckedSignature> Signatures { get; init; }

    /// <summary>The names of those whose signatures were not checked, because their keys were not given: witnesses.</summary>
    public required IReadOnlyList<string> Unchecked { get; init; }

    /// <summary>How many events there are.</summary>
    public required long Events { get; init; }

    /// <summary>Of how many of them something is erased.</summary>
    public required long Erased { get; init; }

    /// <summary>The lowest sequence.</summary>
    public required long FirstSequence { get; init; }

    /// <summary>The highest sequence.</summary>
    public required long LastSequence { get; init; }
}
