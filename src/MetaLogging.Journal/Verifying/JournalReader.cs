namespace MetaLogging.Journaling.Verifying;

/// <summary>
/// Reads entries of a journal's folder without a lock and without writing: the folder may be on a read-only disk, or one that a server writes to. It takes what was there when it was opened.
/// What it reads is checked against the checksums. Not thread-safe.
/// </summary>
internal sealed class JournalReader
{
    const int MostTries = 20;

    readonly JournalFolder _folder;
    JournalListing _listing;

    /// <param name="directory">The data folder.</param>
    /// <exception cref="IOException">The folder can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    /// <exception cref="JournalFormatException">It is of a newer format.</exception>
    public JournalReader(string directory)
    {
        _folder = new(directory);
        _listing = JournalListing.Of(_folder);
        FolderCheck check = new(_folder, _ => { }, _ => { });
        check.Identify(_listing);
        (LogId, Origin, FirstSequence) = (check.LogId, check.Origin, _listing.First);
        if (_listing.Firsts.Count > 0)
        {
            using SegmentContent last = Open(_listing.Last, []);
            NextSequence = last.End;
        }
    }

    /// <summary>The log's id; null when no file says it.</summary>
    public Guid? LogId { get; }

    /// <summary>The origin that the newest file names; null when none does.</summary>
    public string? Origin { get; }

    /// <summary>The first sequence that is kept.</summary>
    public long FirstSequence { get; }

    /// <summary>The sequence behind the last entry.</summary>
    public long NextSequence { get; }

    /// <summary>One entry.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such entry.</exception>
    /// <exception cref="SequenceDroppedException">It is no longer kept.</exception>
    /// <exception cref="DamagedEntriesException">It can't be read.</exception>
    public JournalEntry ReadEntry(long sequence) => Read(sequence, sequence + 1).Single();

    /// <summary>The entries from one sequence up to another; the bytes of each are its own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Some of them are not there.</exception>
    /// <exception cref="SequenceDroppedException">Some of them are no longer kept.</exception>
    /// <exception cref="DamagedEntriesException">One can't be read.</exception>
    public IEnumerable<JournalEntry> Read(long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to, NextSequence);
        return ReadAll(from, to);
    }

    /// <summary>All entries that can be read, in the order of their sequences, piece after piece; the others are passed over. The bytes of a piece are its own.</summary>
    public IEnumerable<IReadOnlyList<JournalEntry>> ReadReadable()
    {
        for (long from = FirstSequence; from < NextSequence;)
        {
            long first = SegmentOf(from);
            using (SegmentContent? content = TryOpen(first))
            {
                foreach (PieceSource source in content?.Pieces(from, Math.Min(NextSequence, content.End)) ?? [])
                {
                    if (Load(source) is { Count: > 0 } entries)
                    {
                        yield return entries;
                    }
                }
            }

            from = Math.Max(_listing.First, _listing.Behind(first) ?? NextSequence);
        }
    }

    static List<JournalEntry> Load(PieceSource source)
    {
        JournalPiece piece = new();
        source.Load(piece);
        List<JournalEntry> entries = new(piece.Count);
        for (int i = 0; i < piece.Count; i++)
        {
            if (piece.Facts[i].IsReadable && piece.Details[i].IsReadable)
            {
                entries.Add(new(piece.First + i, piece.Facts[i].In(piece.FactBytes), piece.Details[i].In(piece.DetailBytes)));
            }
        }

        return entries;
    }

    /// <summary>Null for a segment that is gone.</summary>
    SegmentContent? TryOpen(long first)
    {
        try
        {
            return Open(first, []);
        }
        catch (Exception e) when (e is DamagedEntriesException or SequenceDroppedException)
        {
            return null;
        }
    }

    IEnumerable<JournalEntry> ReadAll(long from, long to)
    {
        JournalPiece piece = new();
        while (from < to)
        {
            long first = SegmentOf(from);
            List<Finding> found = [];
            using SegmentContent content = Open(first, found);
            long end = Math.Min(to, content.End);
            if (end <= from)
            {
                throw Damaged(FolderCheck.NameOf(first, SegmentFileKind.Facts), from, "the entries are missing.", found);
            }

            foreach (PieceSource source in content.Pieces(from, end))
            {
                source.Load(piece);
                for (int i = 0; i < piece.Count; i++)
                {
                    bool hasFact = piece.Facts[i].IsReadable;
                    if (!hasFact || !piece.Details[i].IsReadable)
                    {
                        throw Damaged(hasFact ? piece.DetailsFile : piece.FactsFile, piece.First + i, "it can't be read.", [.. piece.Findings, .. found]);
                    }

                    yield return new(piece.First + i, piece.Facts[i].Of(piece.FactBytes).ToArray(), piece.Details[i].Of(piece.DetailBytes).ToArray());
                }
            }

            from = end;
        }
    }

    long SegmentOf(long sequence)
    {
        long found = -1;
        foreach (long first in _listing.Firsts)
        {
            found = first <= sequence ? first : found;
        }

        return found >= 0 ? found : throw new SequenceDroppedException(sequence, _listing.First);
    }

    SegmentContent Open(long first, List<Finding> found)
    {
        FolderCheck check = new(_folder, found.Add, _ => { }) { LogId = LogId };
        for (int tries = 0; ; tries++)
        {
            try
            {
                return new SegmentOpening(check, _listing).Open(first, _listing.Behind(first));
            }
            catch (FileNotFoundException) when (tries < MostTries)
            {
                _listing = JournalListing.Of(_folder);
                if (!_listing.Contains(first))
                {
                    throw _listing.First > first
                        ? new SequenceDroppedException(first, _listing.First)
                        : Damaged(FolderCheck.NameOf(first, SegmentFileKind.Facts), first, "it is missing.", []);
                }
            }
        }
    }

    static DamagedEntriesException Damaged(string file, long sequence, string reason, IReadOnlyList<Finding> found) => found is [var finding, ..]
        ? new(new(finding.File, sequence, sequence + 1, finding.Reason))
        : new(new(file, sequence, sequence + 1, reason));
}
