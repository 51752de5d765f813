using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Notes;
using MetaLogging.Recording;

namespace MetaLogging.Signing;

/// <summary>
/// Puts a new key in the place of the one that signs: the journal holds the new key and the old one's signature over it before it signs anything, and both sign
/// for a while, so that whoever knows the old one learns of the new one.
/// </summary>
internal sealed class KeyRotation(Journal journal, SignedLog log, RecordingPipeline pipeline, TimeProvider time) : IDisposable
{
    readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>How long both sign, unless something else is asked for.</summary>
    public static TimeSpan DefaultOverlap { get; } = TimeSpan.FromDays(30);

    /// <summary>Rotates, and answers the new key.</summary>
    /// <param name="overlap">How long both sign.</param>
    /// <param name="actorId">Who asks for it.</param>
    /// <param name="actorName">The name of who asks for it.</param>
    /// <param name="cancellationToken">Honoured until the new key is announced.</param>
    /// <exception cref="JournalException">It can't be announced; the old key goes on.</exception>
    public async Task<VerifierKey> RotateAsync(TimeSpan overlap, string actorId, string actorName, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await RotateAloneAsync(overlap, actorId, actorName, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    async Task<VerifierKey> RotateAloneAsync(TimeSpan overlap, string actorId, string actorName, CancellationToken cancellationToken)
    {
        LogKeys keys = log.SigningKeys;
        SigningKey next = SigningKey.Create(journal.Origin, NoteKeyType.Log);
        string text = KeyOrder.Text(journal.Origin, next.Verifier.Text);
        KeyOrder order = new(next.Verifier.Text, Convert.ToBase64String(keys.Newest.SignBare(text)));
        keys.KeepNext(next);
        AuditEvent own = OwnEvents.KeyRotate(keys.Newest.Verifier.Text, next.Verifier.Text, overlap) with { UserId = actorId, UserName = actorName };
        await pipeline.RecordOwnAsync(own, order, cancellationToken).ConfigureAwait(false);
        keys.GoOver(next, time.GetUtcNow() + overlap);
        await log.CheckpointAsync(CancellationToken.None).ConfigureAwait(false);
        return next.Verifier;
    }

    /// <summary>Finishes a rotation that a crash interrupted: where the new key was announced it signs, else it is forgotten.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        LogKeys keys = log.SigningKeys;
        if (keys.ReadNext() is { } next)
        {
            if (!keys.Verifiers.Contains(next.Verifier) && await IsAnnouncedAsync(next.Verifier, cancellationToken).ConfigureAwait(false))
            {
                keys.GoOver(next, time.GetUtcNow() + DefaultOverlap);
            }
            else
            {
                next.Dispose();
            }
        }

        keys.ForgetNext();
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    async Task<bool> IsAnnouncedAsync(VerifierKey key, CancellationToken cancellationToken)
    {
        EntryView view = new();
        for (int i = journal.Orders.Count - 1; i >= 0; i--)
        {
            try
            {
                view.Read(await journal.ReadEntryAsync(journal.Orders[i], cancellationToken).ConfigureAwait(false));
            }
            catch (DamagedEntriesException)
            {
                continue;
            }

            if (view.Order is KeyOrder order && order.Key == key.Text)
            {
                return true;
            }
        }

        return false;
    }
}
