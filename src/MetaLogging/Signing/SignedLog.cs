using MetaLogging.Journaling;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Notes;
using MetaLogging.Journaling.Tree;

namespace MetaLogging.Signing;

/// <summary>What of a trail is signed: the tree over its facts, and the checkpoints.</summary>
internal sealed class SignedLog(Journal journal, TimeProvider time)
{
    static readonly TimeSpan CosignedIsFresh = TimeSpan.FromMinutes(2);

    TreeKeeper Keeper => journal.Tree ?? throw new InvalidOperationException("This journal has no tree.");

    /// <summary>The newest checkpoint; null before the first.</summary>
    public SignedCheckpoint? Newest => Keeper.Newest;

    /// <summary>The keys that sign it.</summary>
    /// <exception cref="SigningRefusedException">No checkpoint may be signed.</exception>
    public LogKeys SigningKeys => Keeper.Signer?.Keys ?? throw new SigningRefusedException(Problem ?? "No checkpoint may be signed.");

    /// <summary>The hashes up to the newest checkpoint.</summary>
    public TreeFiles Tree => Keeper.Tree;

    /// <summary>The keys that check it, newest first.</summary>
    public IReadOnlyList<VerifierKey> Keys => Keeper.Signer?.Keys.Verifiers ?? [];

    /// <summary>Why checkpoints are not signed now; null when they are.</summary>
    public string? Problem => Keeper.Problem;

    /// <summary>Bundles of entries that end at or before it need not be there: the first kept sequence, up to the end of its bundle.</summary>
    public long MinimumIndex =>
        Math.Min(Newest?.Size ?? 0, (journal.FirstSequence + TreeFiles.TileWidth - 1) / TreeFiles.TileWidth * TreeFiles.TileWidth);

    /// <summary>The checkpoint to hand out: one that witnesses signed, as long as it is fresh, else the newest.</summary>
    public SignedCheckpoint? ToPublish() =>
        Keeper.Signer?.Cosigned is { } cosigned && time.GetUtcNow() - cosigned.At < CosignedIsFresh ? cosigned.Checkpoint : Newest;

    /// <summary>Takes over what witnesses signed.</summary>
    public void Add(SignedCheckpoint cosigned) => Keeper.Signer?.Add(cosigned, time.GetUtcNow());

    /// <summary>A checkpoint over all that is acknowledged now.</summary>
    public Task<SignedCheckpoint> CheckpointAsync(CancellationToken cancellationToken) => Keeper.CheckpointAsync(journal.NextSequence, cancellationToken);
}
