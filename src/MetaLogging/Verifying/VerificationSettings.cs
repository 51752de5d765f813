using MetaLogging.Journaling.Notes;

namespace MetaLogging.Verifying;

/// <summary>What is to be verified, and against what.</summary>
internal sealed record VerificationSettings
{
    /// <summary>The data folder.</summary>
    public required string Directory { get; init; }

    /// <summary>The keys to trust; null: those that the folder itself names.</summary>
    public IReadOnlyList<VerifierKey>? Keys { get; init; }

    /// <summary>The file of a checkpoint that somebody kept; null: none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Files of checkpoints that were pushed elsewhere.</summary>
    public IReadOnlyList<string> Anchors { get; init; } = [];

    /// <summary>The folder of the signing guard; null: it is not asked.</summary>
    public string? GuardFolder { get; init; }
}
