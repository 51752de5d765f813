using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Journaling.Tree;

/// <summary>Opens the tree of a journal that was recovered: compares it with all that was signed, and makes what is missing from the entries.</summary>
internal sealed class TreeStart(JournalFiles files, CheckpointFiles checkpoints)
{
    readonly List<SignedCheckpoint> _signed = [];

    /// <summary>The number of entries that a signed checkpoint covers, by what the folder says; nothing is checked yet.</summary>
    public static long Covered(CheckpointFiles checkpoints)
    {
        try
        {
            return checkpoints.ReadNewest()?.Size ?? 0;
        }
        catch (NotProvenException)
        {
            return 0;
        }
    }

    /// <summary>Opens the tree over the entries up to <paramref name="next"/>, and the signer that goes on from the newest checkpoint.</summary>
    /// <exception cref="SigningRefusedException">No checkpoint may be signed; the message says why and what to do.</exception>
    public CheckpointSigner Open(TreeFiles tree, long next)
    {
        LogKeys keys = LogKeys.Open(files);
        try
        {
            SigningGuard? guard = OpenGuard();
            Collect(keys, guard);
            SignedCheckpoint? last = _signed.MaxBy(signed => signed.Size);
            if (last?.Size > next)
            {
                throw new SigningRefusedException($"The journal has {next} entries, and a checkpoint over {last.Size} was signed: entries from sequence {next} on are"
                    + $" missing, or the folder is an older copy. {WayOut}");
            }

            Compare(tree, last, next);
            SignedCheckpoint? newest = last?.Checkpoint.Origin == files.Origin ? last : null;
            return new(files.Origin, keys, checkpoints, guard, newest);
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    string WayOut => $"Nothing is written, so that two different histories are never signed. Bring the newest copy of {files.Folder.Root} back; where there is"
        + " none, go on under a new origin: metalog restore.";

    SigningGuard? OpenGuard()
    {
        string? folder = files.Options.GuardFolder;
        if (string.IsNullOrEmpty(folder))
        {
            return null;
        }

        try
        {
            return SigningGuard.Open(files.Files, folder, files.LogId, files.Origin);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!files.Options.IsGuardOptional)
            {
                throw new JournalException($"The folder of the signing guard, {folder}, can't be written: {e.Message} Make it writable, or set"
                    + " MetaLogging:Journal:GuardFolder to another one, outside the data folder.", e);
            }

            JournalLog.NoGuard(files.Logger, folder, e);
            return null;
        }
    }

    /// <summary>Finds the checkpoints that this log has signed: the newest one, the last kept one, the guard's.</summary>
    void Collect(LogKeys keys, SigningGuard? guard)
    {
        if (guard?.Last is { } guarded)
        {
            if (!guard.Keys.All(keys.Verifiers.Contains))
            {
                throw new SigningRefusedException($"The keys of the log were replaced: {guard.Path} knows {guard.Keys[0].Text}, and {files.Folder.VerifierKeys} does not"
                    + $" list it. {WayOut}");
            }

            _signed.Add(guarded);
        }

        NotProvenException? reason = null;
        foreach (Func<SignedCheckpoint?> read in new[] { checkpoints.ReadNewest, checkpoints.ReadLastKept })
        {
            try
            {
                if (read() is { } signed)
                {
                    signed.Check(keys.Verifiers);
                    _signed.Add(signed);
                }
            }
            catch (NotProvenException e)
            {
                reason = e;
                JournalLog.CheckpointUnreadable(files.Logger, e.Message);
            }
        }

        if (reason is not null && _signed.Count == 0)
        {
            throw new SigningRefusedException($"The checkpoints in {files.Folder.Root} can't be trusted: {reason.Message} {WayOut}", reason);
        }
    }

    /// <summary>Brings the tree to the last checkpoint, from its files or else from the entries, compares the roots, and goes on to the end of the journal.</summary>
    void Compare(TreeFiles tree, SignedCheckpoint? last, long next)
    {
        TreeReading reading = new(files, tree);
        try
        {
            if (last is null || !tree.TryGoTo(last.Size) || TreeProofs.Root(tree, last.Size) != last.Root)
            {
                if ((last?.Size ?? next) is > 0 and var end)
                {
                    JournalLog.TreeRebuilt(files.Logger, end);
                }

                reading.Rebuild(last?.Size ?? Math.Min(next, files.Segments.FirstSequence));
                tree.Flush();
            }

            foreach (SignedCheckpoint signed in _signed)
            {
                TreeHash root = TreeProofs.Root(tree, signed.Size);
                if (root != signed.Root)
                {
                    throw new SigningRefusedException($"The first {signed.Size} entries are not those that were signed: their root is {root}, and the checkpoint has"
                        + $" {signed.Root}. metalog verify names the first changed one. {WayOut}");
                }
            }

            CatchUp(tree, reading, next);
        }
        catch (Exception e) when (e is DamagedEntriesException or SequenceDroppedException || (e is JournalException && e is not SigningRefusedException))
        {
            throw new SigningRefusedException($"The tree can't be made from the entries: {e.Message} {WayOut}", e);
        }
    }

    /// <summary>Goes on to the end of the journal. Where the disk is full that is not done now: what is missing is taken over when there is space.</summary>
    void CatchUp(TreeFiles tree, TreeReading reading, long next)
    {
        try
        {
            reading.CatchUp(next);
        }
        catch (IOException e)
        {
            if (!tree.TryGoBack())
            {
                throw;
            }

            JournalLog.NoCheckpoint(files.Logger, e.Message, e);
        }
    }
}
