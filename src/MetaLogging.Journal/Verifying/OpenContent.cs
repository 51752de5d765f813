namespace MetaLogging.Journaling.Verifying;

/// <summary>A segment of frames that is open. All that was written when it was opened belongs to it; what is written later does not.</summary>
internal sealed class OpenContent : SegmentContent
{
    const int MostInPiece = 4 << 20;
    const int MostScans = 8;

    readonly List<FramePlace> _frames;

    OpenContent(IFile file, long first, SegmentScan scan)
        : base(first) => (File, _frames, End, NextIsUnknown, TornLength) = (file, scan.Frames, scan.Next, scan.IsNextUnknown, scan.TornLength);

    public IFile File { get; }

    public override long End { get; }

    /// <summary>Whether the header of the last frame is damaged, so that it is not known how many entries there were.</summary>
    public bool NextIsUnknown { get; }

    /// <summary>The length of a last frame that was never flushed whole; 0 when there is none.</summary>
    public long TornLength { get; }

    /// <summary>Opens a segment, finds its frames, and checks every byte that is not inside one.</summary>
    /// <param name="limit">The first sequence of the segment behind; null for the last.</param>
    /// <exception cref="FileNotFoundException">It is not there, or no longer.</exception>
    public static OpenContent Open(FolderCheck check, long first, long? limit)
    {
        IFile file = check.Open(first, SegmentFileKind.Open);
        bool isOpen = false;
        try
        {
            check.CheckHeader(file, first, SegmentFileKind.Open);
            SegmentScan scan = ScanUntilStill(file, check, first, limit);
            string name = FolderCheck.NameOf(first, SegmentFileKind.Open);
            foreach (JournalDamage damage in scan.Damage)
            {
                check.Damage(name, damage.FirstSequence, damage.EndSequence > damage.FirstSequence
                    ? $"{damage.Reason} The entries {damage.FirstSequence} to {damage.EndSequence - 1} can't be read."
                    : damage.Reason);
            }

            if (scan.TornLength > 0 && !LooksTorn(file, check, first, scan))
            {
                check.Damage(name, scan.Next, $"behind the last frame, at byte {scan.End}, stands something that is no part of a frame; there are only zeros.");
            }
            else if (scan.TornLength > 0)
            {
                check.Note(name, scan.Next, $"the last frame, at byte {scan.End}, was never written whole. Nobody was told that it was.");
            }

            new FrameBytes(check, file, first, limit).Check(scan);
            isOpen = true;
            return new(file, first, scan);
        }
        finally
        {
            if (!isOpen)
            {
                file.Dispose();
            }
        }
    }

    public override IEnumerable<PieceSource> Pieces(long from, long to)
    {
        string name = FolderCheck.NameOf(First, SegmentFileKind.Open);
        for (int i = 0; i < _frames.Count && _frames[i].First < to;)
        {
            int end = EndOfPiece(i);
            if (_frames[end - 1].End > from)
            {
                foreach (PieceSource gap in GapPiece.Over(from, _frames[i].First, name, isDropped: false))
                {
                    yield return gap;
                }

                from = Math.Max(from, _frames[i].First);
                long pieceEnd = Math.Min(to, _frames[end - 1].End);
                yield return new FramesPiece(this, _frames[i..end], from, (int)(pieceEnd - from));
                from = pieceEnd;
            }

            i = end;
        }

        foreach (PieceSource gap in GapPiece.Over(from, to, name, isDropped: false))
        {
            yield return gap;
        }
    }

    public override void Dispose() => File.Dispose();

    /// <summary>A server may be writing the last frame at this moment: what seems torn or damaged there is looked at again until it stays.</summary>
    static SegmentScan ScanUntilStill(IFile file, FolderCheck check, long first, long? limit)
    {
        SegmentScan scan = Scan();
        for (int again = 1; again < MostScans && limit is null && (scan.TornLength > 0 || scan.Damage.Count > 0); again++)
        {
            SegmentScan next = Scan();
            bool isStill = next.Next == scan.Next && next.End == scan.End && next.TornLength == scan.TornLength
                && next.Damage.SequenceEqual(scan.Damage);
            scan = next;
            if (isStill)
            {
                break;
            }
        }

        return scan;

        SegmentScan Scan()
        {
            SegmentScan scan = new(file, JournalFolder.NameOf(first, SegmentFileKind.Open), check.LogId ?? Guid.Empty, first, limit);
            scan.Run();
            return scan;
        }
    }

    /// <summary>
    /// Whether what stands behind the last frame can be what a crash left of one. A sector is written whole or not at all: where the first one was written, its header
    /// holds; where it was not, what was written behind it is more than one byte. Recovery need not ask: it loses nothing by cutting either.
    /// </summary>
    static bool LooksTorn(IFile file, FolderCheck check, long first, SegmentScan scan)
    {
        byte[] torn = new byte[scan.TornLength];
        Span<byte> bytes = torn.AsSpan(0, file.Read(torn, scan.End));
        Span<byte> sector = bytes[..Math.Min(FrameHeader.SectorSize, bytes.Length)];
        return sector.ContainsAnyExcept((byte)0)
            ? FrameHeader.TryRead(sector, check.LogId ?? Guid.Empty, first, out _)
            : bytes.Length - bytes.Count((byte)0) > 1;
    }

    int EndOfPiece(int start)
    {
        int end = start + 1;
        while (end < _frames.Count && _frames[end].Offset == _frames[end - 1].EndOnDisk && _frames[end].First == _frames[end - 1].End
            && _frames[end].EndOnDisk - _frames[start].Offset <= MostInPiece)
        {
            end++;
        }

        return end;
    }
}
