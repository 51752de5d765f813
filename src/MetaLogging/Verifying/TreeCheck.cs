using MetaLogging.Journaling;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Verifying;

namespace MetaLogging.Verifying;

/// <summary>
/// Builds the tree over all entries anew, compares it with the hashes that the folder keeps, and its root with every checkpoint at its size. Entries that are not there, or can't be read, are
/// replaced by the hash that the folder keeps of them.
/// </summary>
internal sealed class TreeCheck : IDisposable
{
    const int MostMismatches = 1000;

    readonly LevelFiles _files;
    readonly IReadOnlyList<KnownCheckpoint> _checkpoints;
    readonly FindingList _damage;
    readonly GrowingTree _tree;
    readonly List<(long Sequence, string File)> _mismatches = [];
    readonly List<long> _mismatched = [];
    readonly long[] _goodTo = new long[2];
    byte[] _kept = [];
    long _knownTo = long.MaxValue;
    bool _isKeptWrong;
    int _next;

    /// <param name="folder">The data folder.</param>
    /// <param name="size">How many entries the folder's files must cover.</param>
    /// <param name="checkpoints">All checkpoints, the smallest first.</param>
    public TreeCheck(string folder, long size, IReadOnlyList<KnownCheckpoint> checkpoints, FindingList damage)
    {
        (_checkpoints, _damage) = (checkpoints, damage);
        _files = new(folder, size, damage);
        _tree = new(CompareSubtrees);
        CompareRoots();
    }

    /// <summary>Adds the entries of a piece, which follow those before.</summary>
    public void Add(JournalPiece piece, Span<byte> leaves)
    {
        TakeKept(piece, leaves);
        Compare(piece, leaves);
        while (!leaves.IsEmpty)
        {
            long limit = _next < _checkpoints.Count ? _checkpoints[_next].Size - _tree.Size : long.MaxValue;
            int now = (int)Math.Min(limit, leaves.Length / TreeHash.Length);
            _tree.Append(leaves[..(now * TreeHash.Length)]);
            leaves = leaves[(now * TreeHash.Length)..];
            CompareRoots();
        }
    }

    /// <summary>Whether a checkpoint has more entries than there were.</summary>
    public bool MissesEntries => _next < _checkpoints.Count;

    /// <summary>No more entries come: checkpoints of more are told.</summary>
    /// <param name="end">The sequence behind the last entry.</param>
    public void Finish(long end)
    {
        _files.Finish(Math.Min(end, _tree.Size));
        Settle(long.MaxValue, isEntryRight: false);
        HashSet<CheckpointSource> told = [];
        for (int i = _checkpoints.Count - 1; i >= _next; i--)
        {
            KnownCheckpoint checkpoint = _checkpoints[i];
            if (checkpoint.Signers.Count > 0 && (told.Add(checkpoint.Source) || checkpoint.Source is CheckpointSource.Given or CheckpointSource.Anchor))
            {
                checkpoint.Holds = false;
                _damage.Add(checkpoint.File, end, $"it has {checkpoint.Size} entries, and only {end} are there: those from {end} on were cut off.");
            }
        }
    }

    public void Dispose() => _files.Dispose();

    /// <summary>Puts the kept hashes in the place of entries that are not there.</summary>
    void TakeKept(JournalPiece piece, Span<byte> leaves)
    {
        for (int from = 0; from < piece.Count;)
        {
            if (piece.Facts[from].IsReadable)
            {
                from++;
                continue;
            }

            int to = from + 1;
            while (to < piece.Count && !piece.Facts[to].IsReadable)
            {
                to++;
            }

            Span<byte> hashes = leaves[(from * TreeHash.Length)..(to * TreeHash.Length)];
            int read = _files.Read(0, piece.First + from, hashes);
            if (read < hashes.Length / TreeHash.Length)
            {
                _knownTo = Math.Min(_knownTo, piece.First + from + read);
                if (piece.IsDropped && _checkpoints.Count > 0)
                {
                    _damage.Add("tree/level-0", piece.First + from + read, "it does not have the hashes of the entries that were dropped, so no later checkpoint can be checked.");
                }
            }

            from = to;
        }
    }

    void Compare(JournalPiece piece, ReadOnlySpan<byte> leaves)
    {
        int count = (int)Math.Clamp(_files.CountAt(0) - piece.First, 0, piece.Count);
        ReadOnlySpan<byte> kept = Kept(0, piece.First, count);
        if (kept.SequenceEqual(leaves[..kept.Length]))
        {
            return;
        }

        for (int i = 0; i * TreeHash.Length < kept.Length; i++)
        {
            if (piece.Facts[i].IsReadable && !Hash(kept, i).SequenceEqual(Hash(leaves, i)))
            {
                if (_mismatched.Count < MostMismatches)
                {
                    _mismatched.Add(piece.First + i);
                    _mismatches.Add((piece.First + i, piece.FactsFile));
                }
            }
        }
    }

    void CompareSubtrees(int height, long first, ReadOnlySpan<byte> hashes)
    {
        if (height == 0 || height % LevelFiles.TileHeight != 0)
        {
            return;
        }

        int level = height / LevelFiles.TileHeight;
        int count = (int)Math.Clamp(_files.CountAt(level) - first, 0, hashes.Length / TreeHash.Length);
        ReadOnlySpan<byte> kept = Kept(level, first, count);
        for (int i = 0; i * TreeHash.Length < kept.Length; i++)
        {
            long start = (first + i) << height;
            long end = start + (1L << height);
            if (!Hash(kept, i).SequenceEqual(Hash(hashes, i)) && _knownTo >= end && !IsMismatched(start, end))
            {
                _damage.Add($"tree/level-{level}", start, $"its hash {first + i} is not that of the entries {start} to {end - 1}.");
            }
        }
    }

    ReadOnlySpan<byte> Kept(int level, long first, int count)
    {
        if (_kept.Length < count * TreeHash.Length)
        {
            _kept = new byte[count * TreeHash.Length];
        }

        int read = _files.Read(level, first, _kept.AsSpan(0, count * TreeHash.Length));
        if (read < count)
        {
            _files.TellShort(level, first + read);
        }

        return _kept.AsSpan(0, read * TreeHash.Length);
    }

    void CompareRoots()
    {
        TreeHash? root = null;
        for (; _next < _checkpoints.Count && _checkpoints[_next].Size == _tree.Size; _next++)
        {
            KnownCheckpoint checkpoint = _checkpoints[_next];
            if (_knownTo < checkpoint.Size || checkpoint.Signers.Count == 0)
            {
                continue;   // what is missing or not signed was told
            }

            root ??= _tree.Root();
            checkpoint.Holds = checkpoint.Root == root.Value;
            ref long goodTo = ref _goodTo[checkpoint.IsFromOutside ? 1 : 0];
            if (checkpoint.Holds == true)
            {
                Settle(checkpoint.Size, isEntryRight: true);
                goodTo = checkpoint.Size;
                continue;
            }

            long first = FirstMismatch(goodTo) is { } entry && entry < checkpoint.Size ? entry : goodTo;
            Settle(checkpoint.Size, isEntryRight: false);
            if (checkpoint.Source != CheckpointSource.Kept || !_isKeptWrong)
            {
                _isKeptWrong |= checkpoint.Source == CheckpointSource.Kept;
                _damage.Add(checkpoint.File, first, goodTo < checkpoint.Size
                    ? $"its root of {checkpoint.Size} entries is not that of the entries: one from {goodTo} to {checkpoint.Size - 1} was changed, put in or taken out."
                    : $"its root of {checkpoint.Size} entries is not that of another checkpoint of as many.");
            }
        }
    }

    /// <summary>Where an entry and its kept hash differ, the next checkpoint says which of the two is right.</summary>
    void Settle(long size, bool isEntryRight)
    {
        foreach ((long sequence, string file) in _mismatches.TakeWhile(mismatch => mismatch.Sequence < size))
        {
            if (isEntryRight)
            {
                _damage.Add("tree/level-0", sequence, "its hash is not that of the entry, and a checkpoint says that the entry is right.");
            }
            else
            {
                _damage.Add(file, sequence, "the fact is not the one whose hash was put into the tree.");
            }
        }

        _mismatches.RemoveAll(mismatch => mismatch.Sequence < size);
    }

    /// <summary>Whether a leaf in a range was told, of which the hashes above it are but the consequence.</summary>
    bool IsMismatched(long start, long end) => FirstMismatch(start) is { } first ? first < end : _mismatched.Count == MostMismatches;

    long? FirstMismatch(long from)
    {
        int at = _mismatched.BinarySearch(from);
        at = at < 0 ? ~at : at;
        return at < _mismatched.Count ? _mismatched[at] : null;
    }

    static ReadOnlySpan<byte> Hash(ReadOnlySpan<byte> hashes, int index) => hashes.Slice(index * TreeHash.Length, TreeHash.Length);
}
