using System.Collections.Concurrent;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Verifying;

namespace MetaLogging.Verifying;

/// <summary>
/// Verifies a data folder without the server that wrote it: every byte of its journal, every entry, the tree over them, every checkpoint, and that what is missing was ordered. It takes no lock and
/// writes nothing.
/// </summary>
internal sealed class Verification(VerificationSettings settings, TimeProvider time, IProgress<VerificationProgress>? progress = null)
{
    const int MostRounds = 5;

    readonly FindingList _damage = new();
    readonly FindingList _notes = new();
    readonly ConcurrentBag<PieceCheck> _checks = [];
    readonly ErasedParts _erased = new();
    readonly List<(long Sequence, KeyOrder Order)> _keyOrders = [];
    readonly List<(long First, string File)> _files = [];
    long _droppedTo;
    long _entries;
    long _bytes;

    /// <summary>Verifies.</summary>
    /// <exception cref="IOException">The folder, or a file that was named, can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    /// <exception cref="JournalFormatException">The folder is of a newer format.</exception>
    public async Task<VerificationReport> RunAsync(CancellationToken cancellationToken)
    {
        long begun = time.GetTimestamp();

        // What is signed is read before the entries: it never covers more than there are then.
        JournalWalk before = new(settings.Directory, _ => { }, _ => { });
        CheckpointReading reading = new(settings, _damage);
        reading.Read();
        reading.ReadGuard(before.LogId, before.Origin);
        JournalWalk walk = new(settings.Directory, _damage.Add, _notes.Add);
        using TreeCheck tree = new(settings.Directory, reading.TreeSize, [.. reading.Checkpoints.OrderBy(checkpoint => checkpoint.Size)], _damage);
        for (int round = 0; round < MostRounds; round++)
        {
            long next = walk.Next;
            await walk.RunAsync(Check, (piece, result, bytes) => Combine(piece, result, bytes, tree, walk), cancellationToken).ConfigureAwait(false);
            bool isSettled = _erased.IsEmpty && walk.DroppedBefore <= _droppedTo && !tree.MissesEntries;
            if (isSettled || (round > 0 && walk.Next == next))
            {
                // What seems to be missing may have been ordered after the walk began: only then it goes on to what came meanwhile.
                break;
            }
        }

        tree.Finish(walk.Next);
        CheckOrders(walk);
        KeyTrust trust = CheckKeys(reading, walk);
        List<KnownCheckpoint> held = CheckSigners(reading, trust, walk);
        return new()
        {
            LogId = walk.LogId,
            Origin = reading.FolderKeys is [var newest, ..] ? newest.Name : walk.Origin,
            FirstSequence = walk.DroppedBefore,
            NextSequence = walk.Next,
            Entries = _entries,
            Segments = walk.SegmentCount,
            Bytes = walk.TotalBytes,
            Checkpoints = held.Count,
            CoveredTo = Largest(held, checkpoint => !checkpoint.IsFromOutside),
            ErasedParts = _erased.OrderedParts,
            KeysAreTheFolders = settings.Keys is null,
            Anchors = reading.Anchors,
            AnchoredTo = Largest(held, checkpoint => checkpoint.Source == CheckpointSource.Anchor),
            GivenTo = Largest(held, checkpoint => checkpoint.Source == CheckpointSource.Given),
            GuardedTo = Largest(held, checkpoint => checkpoint.Source == CheckpointSource.Guard),
            Damage = _damage.Listed,
            DamageCount = _damage.Count,
            Notes = _notes.Listed,
            Elapsed = time.GetElapsedTime(begun),
        };
    }

    PieceResult Check(JournalPiece piece)
    {
        PieceCheck check = _checks.TryTake(out PieceCheck? used) ? used : new();
        PieceResult result = check.Check(piece);
        _checks.Add(check);
        return result;
    }

    void Combine(JournalPiece piece, PieceResult result, long bytes, TreeCheck tree, JournalWalk walk)
    {
        foreach (Finding finding in result.Findings)
        {
            _damage.Add(finding);
        }

        if (result.Erased.Count > 0 && (_files.Count == 0 || _files[^1].File != piece.DetailsFile))
        {
            _files.Add((piece.First, piece.DetailsFile));
        }

        // An order has to do with the entries before it: what comes in the same piece before it is told before it.
        int erased = 0;
        foreach ((long sequence, LogOrder order) in result.Orders)
        {
            for (; erased < result.Erased.Count && result.Erased[erased].Sequence < sequence; erased++)
            {
                _erased.Add(result.Erased[erased].Sequence, result.Erased[erased].Parts);
            }

            Apply(sequence, order);
        }

        for (; erased < result.Erased.Count; erased++)
        {
            _erased.Add(result.Erased[erased].Sequence, result.Erased[erased].Parts);
        }

        tree.Add(piece, result.Leaves);
        _entries += result.Checked;
        _bytes += bytes;
        progress?.Report(new(_entries, Math.Min(_bytes, walk.TotalBytes), walk.TotalBytes));
        result.Dispose();
    }

    void Apply(long sequence, LogOrder order)
    {
        switch (order)
        {
            case EraseOrder erase:
                _erased.Apply(erase);
                break;
            case DropOrder drop:
                _droppedTo = Math.Max(_droppedTo, Math.Min(drop.Before, sequence));
                break;
            case KeyOrder key:
                _keyOrders.Add((sequence, key));
                break;
        }
    }

    /// <summary>What is missing was ordered.</summary>
    void CheckOrders(JournalWalk walk)
    {
        if (walk.DroppedBefore > _droppedTo)
        {
            _damage.Add("journal", _droppedTo, $"the entries {_droppedTo} to {walk.DroppedBefore - 1} are missing, and no entry orders that they are dropped.");
        }

        (long First, long Last, EntryParts Parts)? run = null;
        foreach ((long sequence, EntryParts parts) in _erased.All())
        {
            if (run is { } going && going.Parts == parts && going.Last == sequence - 1)
            {
                run = going with { Last = sequence };
                continue;
            }

            TellErased(run);
            run = (sequence, sequence, parts);
        }

        TellErased(run);
    }

    void TellErased((long First, long Last, EntryParts Parts)? run)
    {
        if (run is not { } missing)
        {
            return;
        }

        string file = _files.LastOrDefault(file => file.First <= missing.First, (0, "journal")).File;
        string entries = missing.First == missing.Last ? $"the entry {missing.First}" : $"the entries {missing.First} to {missing.Last}";
        _damage.Add(file, missing.First, $"of {entries} is missing: {string.Join(", ", PartNames.Of(missing.Parts))}; and no later entry orders that it is erased.");
    }

    KeyTrust CheckKeys(CheckpointReading reading, JournalWalk walk)
    {
        KeyTrust trust = new(reading.FolderKeys, settings.Keys, _keyOrders);
        if (trust.MissesKeys)
        {
            // The log may have gone over to another key meanwhile.
            reading.ReadKeysAgain();
            trust = new(reading.FolderKeys, settings.Keys, _keyOrders);
        }

        trust.Check(_damage, _notes, walk.DroppedBefore, File.Exists(Path.Combine(settings.Directory, "signing-key.next")));
        return trust;
    }

    /// <summary>The checkpoints that hold and that a trusted key signed.</summary>
    List<KnownCheckpoint> CheckSigners(CheckpointReading reading, KeyTrust trust, JournalWalk walk)
    {
        List<KnownCheckpoint> held = [];
        bool isKeptTold = false;
        foreach (KnownCheckpoint checkpoint in reading.Checkpoints.Where(checkpoint => checkpoint.Signers.Count > 0))
        {
            bool isTrusted = checkpoint.Signers.Any(checkpoint.Source == CheckpointSource.Newest ? trust.IsTrusted : trust.IsKnown);
            if (isTrusted && checkpoint.Holds == true)
            {
                held.Add(checkpoint);
            }
            else if (!isTrusted && !(isKeptTold && checkpoint.Source == CheckpointSource.Kept))
            {
                isKeptTold |= checkpoint.Source == CheckpointSource.Kept;
                _damage.Add(checkpoint.File, 0, $"it is signed by the key {CheckpointReading.Shown(checkpoint.Signers[0])}, which is not trusted:"
                    + " it was not given, and no given key leads to it.");
            }
        }

        if (settings.Keys is not null && walk.Next > 0 && !reading.Checkpoints.Any(checkpoint => checkpoint.Source == CheckpointSource.Newest))
        {
            _damage.Add("checkpoint", 0, "there is no checkpoint that a given key signed, so nothing is proven.");
        }

        return held;
    }

    static long? Largest(List<KnownCheckpoint> held, Func<KnownCheckpoint, bool> isMeant) =>
        held.Where(isMeant).Select(checkpoint => (long?)checkpoint.Size).Max();
}
