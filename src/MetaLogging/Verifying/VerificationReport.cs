using MetaLogging.Journaling.Verifying;

namespace MetaLogging.Verifying;

/// <summary>What verifying found.</summary>
internal sealed record VerificationReport
{
    public required Guid? LogId { get; init; }

    public required string? Origin { get; init; }

    /// <summary>The first sequence that is kept; those before were dropped.</summary>
    public required long FirstSequence { get; init; }

    /// <summary>The sequence behind the last entry.</summary>
    public required long NextSequence { get; init; }

    /// <summary>How many entries were read and checked.</summary>
    public required long Entries { get; init; }

    public required int Segments { get; init; }

    /// <summary>The length of the segments' files.</summary>
    public required long Bytes { get; init; }

    /// <summary>How many checkpoints were checked and hold.</summary>
    public required int Checkpoints { get; init; }

    /// <summary>How many entries the newest checkpoint covers that holds; null when none does.</summary>
    public required long? CoveredTo { get; init; }

    /// <summary>How many parts were erased as ordered.</summary>
    public required long ErasedParts { get; init; }

    /// <summary>Whether the keys were taken from the folder itself.</summary>
    public required bool KeysAreTheFolders { get; init; }

    /// <summary>How many entries the largest anchor covers that holds; null when none does, or none was given.</summary>
    public required long? AnchoredTo { get; init; }

    /// <summary>How many anchors were read.</summary>
    public required int Anchors { get; init; }

    /// <summary>How many entries the handed-in checkpoint has, when it holds.</summary>
    public required long? GivenTo { get; init; }

    /// <summary>How many entries the signing guard's checkpoint has, when it holds; null when there is none.</summary>
    public required long? GuardedTo { get; init; }

    /// <summary>What is damaged, the first sequence first; not more than <see cref="FindingList.Most"/>.</summary>
    public required IReadOnlyList<Finding> Damage { get; init; }

    /// <summary>How many damages there are in all.</summary>
    public required long DamageCount { get; init; }

    /// <summary>What is worth a word and no damage.</summary>
    public required IReadOnlyList<Finding> Notes { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>Whether nothing is damaged.</summary>
    public bool IsWhole => DamageCount == 0;
}
