using MetaLogging.Journaling.Checkpoints;

namespace MetaLogging.Journaling.Tree;

/// <summary>A tree that was opened and compared with all that was signed.</summary>
/// <param name="Files">Its hashes.</param>
/// <param name="Signer">What signs checkpoints over it; null when none may be signed.</param>
/// <param name="Refusal">Then, why.</param>
internal sealed record OpenedTree(TreeFiles Files, CheckpointSigner? Signer, string? Refusal);
