using System.Collections.Concurrent;

namespace MetaLogging.Journaling.Verifying;

/// <summary>
/// Walks over all entries of a journal's folder in the order of their sequences and checks every byte of its files. It takes no lock and writes nothing: the folder may be a copy on a
/// read-only disk, or one that a server writes to. Not thread-safe.
/// </summary>
internal sealed class JournalWalk
{
    const int MostTries = 20;
    const int MostWorkers = 16;

    readonly FolderCheck _check;
    readonly ConcurrentBag<JournalPiece> _pieces = [];
    JournalListing _listing;
    SegmentContent? _content;

    /// <param name="directory">The data folder.</param>
    /// <param name="damage">Is told of each damage in files; by one thread at a time.</param>
    /// <param name="note">Is told of what is worth a word and no damage.</param>
    /// <exception cref="IOException">The folder can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    /// <exception cref="JournalFormatException">It is of a newer format.</exception>
    public JournalWalk(string directory, Action<Finding> damage, Action<Finding> note)
    {
        _check = new(new(directory), damage, note);
        _listing = JournalListing.Of(_check.Folder);
        _check.Identify(_listing);
        TotalBytes = _listing.NewestFirst.Sum(file => LengthOf(_check.Folder.PathOf(file.First, file.Kind)));
    }

    /// <summary>The log's id; null when no file says it.</summary>
    public Guid? LogId => _check.LogId;

    /// <summary>The origin that the newest file names; null when none does.</summary>
    public string? Origin => _check.Origin;

    /// <summary>The sequence behind the last entry that was walked over.</summary>
    public long Next { get; private set; }

    /// <summary>The sequence behind the last that was dropped; 0 when none was.</summary>
    public long DroppedBefore { get; private set; }

    /// <summary>How many segments were walked over.</summary>
    public int SegmentCount { get; private set; }

    /// <summary>The length of all files of segments when it began, in bytes.</summary>
    public long TotalBytes { get; }

    /// <summary>Whether it is not known how many entries there were behind <see cref="Next"/>.</summary>
    public bool IsNextUnknown { get; private set; }

    /// <summary>
    /// Walks on to the end that the journal has now. Pieces are worked on by all processors at the same time, and what came out is handed over in the order of the sequences, by one thread at a time.
    /// </summary>
    /// <param name="work">Works on a piece; runs at the same time as others.</param>
    /// <param name="combine">Takes over what came out of a piece, and about how many bytes of files it was.</param>
    public async Task RunAsync<T>(Func<JournalPiece, T> work, Action<JournalPiece, T, long> combine, CancellationToken cancellationToken)
    {
        bool isFirst = SegmentCount == 0;
        if (isFirst)
        {
            NameOthers();
        }
        else
        {
            _listing = JournalListing.Of(_check.Folder);
        }

        Queue<(PieceSource Source, Task<(JournalPiece, T)> Work)> running = new();
        int most = Math.Min(Environment.ProcessorCount, MostWorkers) + 2;
        try
        {
            foreach (PieceSource source in Sources())
            {
                if (running.Count == most)
                {
                    await FinishOneAsync().ConfigureAwait(false);
                }

                cancellationToken.ThrowIfCancellationRequested();
                running.Enqueue((source, Task.Run(() => Do(source), cancellationToken)));
            }

            while (running.Count > 0)
            {
                await FinishOneAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            await Task.WhenAll(running.Select(one => one.Work)).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)
                .ConfigureAwait(false);
            _content?.Dispose();
            _content = null;
        }

        (JournalPiece, T) Do(PieceSource source)
        {
            JournalPiece piece = _pieces.TryTake(out JournalPiece? used) ? used : new();
            source.Load(piece);
            return (piece, work(piece));
        }

        async Task FinishOneAsync()
        {
            (PieceSource source, Task<(JournalPiece, T)> task) = running.Dequeue();
            (JournalPiece piece, T result) = await task.ConfigureAwait(false);
            if (source.Content is not null && _content != source.Content)
            {
                // All pieces of the one before have been read.
                _content?.Dispose();
                _content = source.Content;
            }

            foreach (Finding finding in piece.Findings)
            {
                _check.Damage(finding.File, finding.Sequence, finding.Reason);
            }

            combine(piece, result, source.Bytes);
            _pieces.Add(piece);
        }
    }

    IEnumerable<PieceSource> Sources()
    {
        for (long? at = FirstToOpen(); at is { } first; at = _listing.Behind(first))
        {
            if (Open(first) is not { } content)
            {
                continue;
            }

            SegmentCount++;
            foreach (PieceSource missing in Before(first))
            {
                yield return missing;
            }

            // Where the segment before reaches into this one, what that one says counts.
            long from = Math.Max(Next, first);
            Next = Math.Max(from, content.End);
            bool hasPieces = false;
            foreach (PieceSource piece in content.Pieces(from, Next))
            {
                hasPieces |= piece.Content is not null;
                yield return piece;
            }

            if (!hasPieces)
            {
                content.Dispose();
            }
        }
    }

    /// <summary>The oldest segment that may have entries from the next one on.</summary>
    long? FirstToOpen()
    {
        IReadOnlyList<long> firsts = _listing.Firsts;
        for (int i = 0; i < firsts.Count; i++)
        {
            if (i + 1 == firsts.Count || firsts[i + 1] > Next)
            {
                return firsts[i];
            }
        }

        return null;
    }

    /// <summary>The entries between the last segment and this one: dropped, when nothing is left of the journal before it.</summary>
    IEnumerable<PieceSource> Before(long first)
    {
        if (Next >= first)
        {
            yield break;
        }

        bool isDropped = Next == 0 || JournalListing.Of(_check.Folder).Firsts is [var oldest, ..] && oldest >= first;
        long from = Next;
        string name = FolderCheck.NameOf(from, SegmentFileKind.Facts);
        if (isDropped)
        {
            DroppedBefore = first;
        }
        else
        {
            _check.Damage(name, from, $"the entries {from} to {first - 1} are missing: their segment is not there.");
        }

        Next = first;
        foreach (PieceSource gap in GapPiece.Over(from, first, name, isDropped))
        {
            yield return gap;
        }
    }

    /// <summary>Opens a segment, whatever happens to its files meanwhile; null when it is no longer there.</summary>
    SegmentContent? Open(long first)
    {
        for (int tries = 0; ; tries++)
        {
            try
            {
                if (_listing.Behind(first) is null && !_listing.Has(first, SegmentFileKind.Open))
                {
                    // The last one is never sealed: one more has been begun meanwhile, or is missing.
                    _listing = JournalListing.Of(_check.Folder);
                }

                SegmentContent content = new SegmentOpening(_check, _listing).Open(first, _listing.Behind(first));
                IsNextUnknown = content is OpenContent { NextIsUnknown: true };
                return content;
            }
            catch (FileNotFoundException) when (tries < MostTries)
            {
                _listing = JournalListing.Of(_check.Folder);
                if (!_listing.Contains(first))
                {
                    return null;
                }
            }
        }
    }

    void NameOthers()
    {
        foreach (string name in _listing.Leftovers)
        {
            _check.Note(FolderCheck.NameOf(name), _listing.First, "it was left behind by an interruption, and is not part of the journal.");
        }

        foreach (string name in _listing.Strangers)
        {
            _check.Damage(FolderCheck.NameOf(name), _listing.Last, "it does not belong there.");
        }
    }

    static long LengthOf(string path)
    {
        try
        {
            return new FileInfo(path).Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
