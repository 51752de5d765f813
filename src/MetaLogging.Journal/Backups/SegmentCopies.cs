using MetaLogging.Journaling.Verifying;

namespace MetaLogging.Journaling.Backups;

/// <summary>
/// Copies the segments of a journal as they were at one moment, while a process writes, seals, erases and drops: the segment that is being written is copied last, and
/// then nothing else may have changed since it was copied; else what has is copied again.
/// </summary>
internal sealed class SegmentCopies(JournalFolder from, JournalFolder to)
{
    const int MostPasses = 1000;
    const int MostScans = 8;

    /// <summary>A file that was written so long before the newest one was not written again at the same time.</summary>
    static readonly TimeSpan Recent = TimeSpan.FromSeconds(2);

    readonly Dictionary<(long First, SegmentFileKind Kind), byte[]> _copied = [];
    readonly Dictionary<(long First, SegmentFileKind Kind), (long Length, DateTime Written)> _stamps = [];
    readonly FolderCheck _check = new(from, _ => { }, _ => { });
    JournalListing _listing = null!;
    DateTime _newest;

    public Guid LogId { get; private set; }

    public string Origin { get; private set; } = "";

    public long FirstSequence => _listing.First;

    /// <summary>The sequence behind the last entry that was copied.</summary>
    public long NextSequence { get; private set; }

    /// <summary>Copies.</summary>
    /// <exception cref="JournalFormatException">It is of a newer format, or no header can be read.</exception>
    /// <exception cref="JournalException">The journal does not keep still.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        RealFiles.Instance.CreateFolder(to.Segments);
        for (int pass = 0; pass < MostPasses; pass++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryPass(cancellationToken))
            {
                RealFiles.Instance.FlushFolder(to.Segments);
                return;
            }
        }

        throw new JournalException($"The journal in {from.Root} was sealed, erased and dropped all the while, so that it could not be copied as it was at one moment."
            + " Try again when less is erased.");
    }

    bool TryPass(CancellationToken cancellationToken)
    {
        _listing = JournalListing.Of(from);
        Identify();
        RemoveOthers();
        try
        {
            foreach ((long first, SegmentFileKind kind) in _listing.NewestFirst.Reverse())
            {
                if (kind == SegmentFileKind.Open)
                {
                    CopyFrames(first, cancellationToken);
                }
                else
                {
                    CopySealed(first, kind, cancellationToken);
                }
            }

            return IsStill();
        }
        catch (FileNotFoundException)
        {
            return false;   // it was sealed or dropped meanwhile
        }
    }

    void Identify()
    {
        _check.Identify(_listing);
        (LogId, Origin) = _check is { LogId: { } id, Origin: { } origin }
            ? (id, origin)
            : throw new JournalFormatException($"No header of a segment in {from.Segments} can be read, so there is nothing that could be restored.");
    }

    /// <summary>Removes what is no longer there: its text may be erased by now.</summary>
    void RemoveOthers()
    {
        foreach ((long first, SegmentFileKind kind) in _copied.Keys.Where(key => !_listing.Has(key.First, key.Kind) || !_listing.Contains(key.First)).ToList())
        {
            RealFiles.Instance.Delete(to.PathOf(first, kind));
            _copied.Remove((first, kind));
            _stamps.Remove((first, kind));
        }
    }

    void CopySealed(long first, SegmentFileKind kind, CancellationToken cancellationToken)
    {
        if (!IsSame(first, kind))
        {
            (long Length, DateTime Written) stamp = StampOf(first, kind);
            using IFile file = _check.Open(first, kind);
            CopiedFile.Copy(file, to.PathOf(first, kind), 0, file.Length, cancellationToken);
            _copied[(first, kind)] = IdentityOf(file);
            _stamps[(first, kind)] = stamp;
            _newest = stamp.Written > _newest ? stamp.Written : _newest;
        }

        byte[] identity = _copied[(first, kind)];
        NextSequence = SealedFooter.Read(identity.AsSpan(8)) is { } footer ? footer.End : NextSequence;
    }

    /// <summary>Copies frames up to the last whole one. Frames never change; a segment only gets more of them.</summary>
    void CopyFrames(long first, CancellationToken cancellationToken)
    {
        using IFile file = _check.Open(first, SegmentFileKind.Open);
        SegmentScan scan = Scan(file, first);
        byte[] identity = BitConverter.GetBytes(scan.End);
        if (!IsCopied(first, SegmentFileKind.Open, identity))
        {
            long before = _copied.TryGetValue((first, SegmentFileKind.Open), out byte[]? last) ? BitConverter.ToInt64(last) : 0;
            CopiedFile.Copy(file, to.PathOf(first, SegmentFileKind.Open), before <= scan.End ? before : 0, scan.End, cancellationToken);
            _copied[(first, SegmentFileKind.Open)] = identity;
        }

        NextSequence = scan.Next;
    }

    /// <summary>A process may be writing the last frame at this moment: what seems damaged there is looked at again.</summary>
    SegmentScan Scan(IFile file, long first)
    {
        SegmentScan scan;
        int scans = 0;
        do
        {
            scan = new(file, JournalFolder.NameOf(first, SegmentFileKind.Open), LogId, first, _listing.Behind(first));
            scan.Run();
        }
        while (scan.Damage.Count > 0 && ++scans < MostScans);
        return scan.IsNextUnknown
            ? throw new JournalException($"{scan.Damage[^1].Reason} ({from.PathOf(first, SegmentFileKind.Open)}) Such a journal is not copied; an older backup of it may be whole.")
            : scan;
    }

    bool IsStill()
    {
        JournalListing now = JournalListing.Of(from);
        return now.NewestFirst.SequenceEqual(_listing.NewestFirst)
            && _listing.NewestFirst.Where(file => file.Kind != SegmentFileKind.Open).All(file => IsSame(file.First, file.Kind));
    }

    /// <summary>
    /// Whether a sealed file is the one that was copied. Length and time tell, which takes so little that the journal keeps still for long enough; a time that is hardly
    /// over can be that of two files, and there the footers are compared.
    /// </summary>
    bool IsSame(long first, SegmentFileKind kind)
    {
        if (!_stamps.TryGetValue((first, kind), out (long Length, DateTime Written) copied) || StampOf(first, kind) != copied)
        {
            return false;
        }

        if (copied.Written < _newest - Recent)
        {
            return true;
        }

        using IFile file = _check.Open(first, kind);
        return IsCopied(first, kind, IdentityOf(file));
    }

    (long Length, DateTime Written) StampOf(long first, SegmentFileKind kind)
    {
        FileInfo file = new(from.PathOf(first, kind));
        return file.Exists ? (file.Length, file.LastWriteTimeUtc) : throw new FileNotFoundException("It was dropped meanwhile.", file.FullName);
    }

    bool IsCopied(long first, SegmentFileKind kind, byte[] identity) =>
        _copied.TryGetValue((first, kind), out byte[]? copied) && copied.AsSpan().SequenceEqual(identity);

    /// <summary>The length and the footer: a sealed file that is written anew has another one.</summary>
    static byte[] IdentityOf(IFile file)
    {
        long length = file.Length;
        byte[] footer = new byte[SealedFooter.Size];
        int read = file.Read(footer, Math.Max(0, length - footer.Length));
        return [.. BitConverter.GetBytes(length), .. footer.AsSpan(0, read)];
    }
}
