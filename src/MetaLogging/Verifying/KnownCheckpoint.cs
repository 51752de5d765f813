using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Verifying;

/// <summary>A checkpoint that the entries must agree with.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="File">Its file, and the line where it has many.</param>
/// <param name="Origin">The log that it is of.</param>
/// <param name="Size">How many entries it has.</param>
/// <param name="Root">The root over them.</param>
/// <param name="Signers">The known keys of the log that signed it; their signatures hold.</param>
internal sealed record KnownCheckpoint(CheckpointSource Source, string File, string Origin, long Size, TreeHash Root, IReadOnlyList<VerifierKey> Signers)
{
    /// <summary>Whether somebody else than the folder keeps it.</summary>
    public bool IsFromOutside => Source is CheckpointSource.Guard or CheckpointSource.Given or CheckpointSource.Anchor;

    /// <summary>Whether the entries have this root; null before it is known.</summary>
    public bool? Holds { get; set; }
}
