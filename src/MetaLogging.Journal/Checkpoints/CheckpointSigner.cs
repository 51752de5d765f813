using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Tree;

namespace MetaLogging.Journaling.Checkpoints;

/// <summary>
/// Signs checkpoints: flushes the tree, asks the guard, then writes <c>DIR/checkpoint</c>. What it signs is always the continuation of what it signed before: the
/// tree only grows, and was compared with the last one at the start. Not thread-safe, but for <see cref="Newest"/> and <see cref="Cosigned"/>.
/// </summary>
internal sealed class CheckpointSigner(
    string origin, LogKeys keys, CheckpointFiles files, SigningGuard? guard, SignedCheckpoint? newest) : IDisposable
{
    static readonly TimeSpan KeepEvery = TimeSpan.FromMinutes(1);

    readonly Lock _gate = new();
    SignedCheckpoint? _newest = newest;
    CosignedCheckpoint? _cosigned;
    DateTimeOffset _kept;

    /// <summary>The newest checkpoint, with the cosignatures that it has by now.</summary>
    public SignedCheckpoint? Newest => Volatile.Read(ref _newest);

    /// <summary>The newest one that witnesses signed, too.</summary>
    public CosignedCheckpoint? Cosigned => Volatile.Read(ref _cosigned);

    public LogKeys Keys => keys;

    public SigningGuard? Guard => guard;

    /// <summary>Signs a checkpoint over the tree as it is, when it has grown or when the keys have changed.</summary>
    /// <exception cref="SigningRefusedException">Somebody else has signed.</exception>
    public void Sign(TreeFiles tree, DateTimeOffset now)
    {
        long size = tree.Size;
        if (size == 0 || (Newest is { } last && last.Size == size && last.Note.Signatures.Any(signature => signature.IsOf(keys.Newest.Verifier))))
        {
            return;
        }

        tree.Flush();
        SignedCheckpoint signed = SignedCheckpoint.Sign(new(origin, size, TreeProofs.Root(tree, size)), keys.SigningAt(now));
        guard?.Remember(signed, keys.Verifiers);
        lock (_gate)
        {
            files.Write(signed);
            Volatile.Write(ref _newest, signed);
        }

        if (now - _kept >= KeepEvery)
        {
            files.Keep(signed, now);
            _kept = now;
        }
    }

    /// <summary>Takes over cosignatures: the checkpoint is kept, and the newest one has them when it is the same. Thread-safe.</summary>
    public void Add(SignedCheckpoint cosigned, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (Newest?.Note.Text == cosigned.Note.Text)
            {
                files.Write(cosigned);
                Volatile.Write(ref _newest, cosigned);
            }

            files.Keep(cosigned, now);
            Volatile.Write(ref _cosigned, new(cosigned, now));
        }
    }

    public void Dispose() => keys.Dispose();
}
