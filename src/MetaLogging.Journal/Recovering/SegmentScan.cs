namespace MetaLogging.Journaling;

/// <summary>
/// Reads the frames of a segment from front to back and finds out where they end, which of them are damaged, and whether the last one is
/// torn.
/// </summary>
internal sealed class SegmentScan
{
    readonly string _name;
    readonly Guid _logId;
    readonly long _first;
    readonly long? _limit;
    readonly ScanWindow _window;

    /// <remarks>
    /// <paramref name="limit"/>: The first sequence of the segment behind; frames at or beyond it are void. Null for the last segment:
    /// only there can a frame be torn.
    /// </remarks>
    public SegmentScan(IFile file, string name, Guid logId, long first, long? limit)
    {
        (_name, _logId, _first, _limit, _window) = (name, logId, first, limit, new(file));
        Next = first;
    }

    public List<FramePlace> Frames { get; } = [];

    public List<long> Orders { get; } = [];

    /// <summary>Damage to name; ranges without a sequence cost no entry.</summary>
    public List<JournalDamage> Damage { get; } = [];

    /// <summary>The sequence behind the last entry.</summary>
    public long Next { get; private set; }

    /// <summary>Where the next frame goes.</summary>
    public long End { get; private set; } = SegmentHeader.Size;

    public bool EndsCleanly { get; private set; }

    /// <summary>The length of the torn last frame at <see cref="End"/>; 0 when it is not torn.</summary>
    public long TornLength { get; private set; }

    /// <summary>Whether it is not known how many entries there were.</summary>
    public bool IsNextUnknown { get; private set; }

    public void Run()
    {
        while (End + FrameHeader.Size <= _window.Length)
        {
            bool goesOn = FrameHeader.TryRead(_window.At(End, FrameHeader.Size), _logId, _first, out FrameHeader header)
                && header.First >= Next
                ? TakeFrame(header)
                : SkipDamage();
            if (!goesOn)
            {
                break;
            }
        }

        if (_limit is null && End < _window.Length && End + FrameHeader.Size > _window.Length && _window.FindNonZeroSector(End) is not null)
        {
            TornLength = _window.Length - End;
        }

        if (_limit > Next)
        {
            AddDamage(Next, _limit.Value, "frames are missing at its end.");
        }
    }

    bool TakeFrame(FrameHeader header)
    {
        if (header.First >= _limit)
        {
            return false;
        }

        if (header.First > Next)
        {
            AddDamage(Next, header.First, $"frames are missing before byte {End}.");
        }

        long end = End + header.SizeOnDisk;
        bool isThere = End + FrameHeader.Size + header.BodyLength <= _window.Length;
        if (isThere && header.End <= (_limit ?? long.MaxValue) && header.Holds(_window.At(End, FrameHeader.Size + header.BodyLength)))
        {
            EndsCleanly = header.Kind == FrameKind.CleanClose;
            if (!EndsCleanly)
            {
                Frames.Add(new(header.First, header.Count, header.BodyLength, End));
                AddOrders(header);
            }
        }
        else
        {
            if (_limit is null && (!isThere || HasZeroSector(header)) && _window.FindNonZeroSector(end) is null)
            {
                TornLength = Math.Min(end, _window.Length) - End;
                return false;
            }

            EndsCleanly = false;
            AddDamage(header.First, Math.Min(header.End, _limit ?? long.MaxValue),
                $"the checksum of the frame at byte {End} does not hold.");
        }

        Next = header.End;
        End = end;
        return true;
    }

    /// <summary>There is no valid header at the end: either nothing was written there, or it is torn or damaged.</summary>
    bool SkipDamage()
    {
        if (_window.FindNonZeroSector(End) is not { } written)
        {
            return false;
        }

        for (long at = written; _window.FindNonZeroSector(at) is { } sector; at = sector + FrameHeader.SectorSize)
        {
            if (FrameHeader.TryRead(_window.At(sector, FrameHeader.Size), _logId, _first, out FrameHeader header) && header.First >= Next)
            {
                AddDamage(Next, Math.Min(header.First, _limit ?? long.MaxValue), $"the frame header at byte {End} is damaged.");
                End = sector;
                EndsCleanly = false;
                return true;
            }
        }

        if (_limit is not null)
        {
            return false;
        }

        long behind = _window.EndOfNonZeroSectors(written);
        if (written > End)
        {
            // A sector is written whole or not at all: its first one was lost, so the frame was never flushed.
            TornLength = behind - End;
        }
        else if (behind <= End + FrameHeader.SectorSize
            && !_window.At(End, FrameHeader.SectorSize)[FrameHeader.Size..].ContainsAnyExcept((byte)0))
        {
            // A header that does not hold and no body: a frame that was cut short, or the mark of a clean close. No entry is lost with it.
            TornLength = Math.Min(FrameHeader.SectorSize, _window.Length - End);
        }
        else
        {
            AddDamage(Next, Next, $"the header of the last frame, at byte {End}, is damaged: how many entries it held is not known.");
            IsNextUnknown = true;
        }

        return false;
    }

    void AddOrders(FrameHeader header)
    {
        EntryReader entries = new(_window.At(End, FrameHeader.Size + header.BodyLength)[FrameHeader.Size..]);
        for (long sequence = header.First; entries.MoveNext(); sequence++)
        {
            if (entries.IsOrder)
            {
                Orders.Add(sequence);
            }
        }
    }

    bool HasZeroSector(FrameHeader header)
    {
        ReadOnlySpan<byte> frame = _window.At(End, FrameHeader.Size + header.BodyLength);
        for (int at = 0; at < frame.Length; at += FrameHeader.SectorSize)
        {
            if (!frame[at..Math.Min(at + FrameHeader.SectorSize, frame.Length)].ContainsAnyExcept((byte)0))
            {
                return true;
            }
        }

        return false;
    }

    void AddDamage(long from, long to, string reason)
    {
        Damage.Add(new(_name, from, to, reason));
        Next = Math.Max(Next, to);
    }
}
