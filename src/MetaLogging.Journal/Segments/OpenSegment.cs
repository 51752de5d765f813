namespace MetaLogging.Journaling;

/// <summary>
/// A segment that is made of frames: the one being written, or one that waits to be sealed. One thread writes, any number read.
/// </summary>
internal sealed class OpenSegment(long first, Guid logId, string path, IFile file) : Segment(first)
{
    const int LargeFrame = 256 << 10;
    const int LongestRead = 1 << 20;

    readonly Lock _gate = new();
    readonly List<FramePlace> _frames = [];
    JournalDamage[] _lost = [];
    long _end = first;
    LargeFrameRead? _last;

    public override long End => Volatile.Read(ref _end);

    public string Path => path;

    public IFile File => file;

    /// <summary>Where the next frame goes. Only the writer looks at it.</summary>
    public long WriteOffset { get; set; } = SegmentHeader.Size;

    /// <summary>The length for which space was taken.</summary>
    public long AllocatedLength { get; init; }

    /// <summary>Whether the last frame says that the journal was closed in order.</summary>
    public bool EndsCleanly { get; set; }

    /// <summary>What can't be read of it.</summary>
    public IReadOnlyList<JournalDamage> Lost => Volatile.Read(ref _lost);

    /// <summary>Makes a flushed frame readable.</summary>
    public void Add(FramePlace frame)
    {
        lock (_gate)
        {
            _frames.Add(frame);
            Volatile.Write(ref _end, frame.End);
        }
    }

    /// <summary>Names entries that can't be read; the segment goes on behind them.</summary>
    public void AddLost(JournalDamage damage)
    {
        lock (_gate)
        {
            if (!_lost.Any(known => known.FirstSequence == damage.FirstSequence && known.EndSequence == damage.EndSequence))
            {
                Volatile.Write(ref _lost, [.. _lost, damage]);
                Volatile.Write(ref _end, Math.Max(_end, damage.EndSequence));
            }
        }
    }

    /// <summary>The frames with entries, as far as they are flushed.</summary>
    public FramePlace[] Frames()
    {
        lock (_gate)
        {
            return [.. _frames];
        }
    }

    public override void Read(long from, ref long budget, EntryContent content, List<JournalEntry> entries)
    {
        while (budget > 0 && from < End)
        {
            ThrowIfLost(Lost, from);
            ReadOnlyMemory<byte> bytes = ReadFrames(from, budget, out List<FramePlace> frames);
            foreach (FramePlace frame in frames)
            {
                ReadOnlyMemory<byte> body = Check(bytes.Slice((int)(frame.Offset - frames[0].Offset), frame.Size), frame);
                from = AddEntries(frame, body, from, ref budget, content, entries);
                if (budget <= 0)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Reads and checks one frame into a buffer that is large enough; answers false when it is damaged.</summary>
    public bool TryReadFrame(FramePlace frame, Span<byte> buffer) =>
        file.Read(buffer[..frame.Size], frame.Offset) == frame.Size && IsWhole(buffer[..frame.Size], frame);

    protected override void CloseFiles() => file.Dispose();

    static long AddEntries(FramePlace frame, ReadOnlyMemory<byte> body, long from, ref long budget, EntryContent content,
        List<JournalEntry> entries)
    {
        EntryReader reader = new(body.Span);
        for (long sequence = frame.First; reader.MoveNext(); sequence++)
        {
            if (sequence < from)
            {
                continue;
            }

            entries.Add(new(sequence,
                content.HasFlag(EntryContent.Fact) ? body.Slice(reader.FactAt, reader.FactLength) : default,
                content.HasFlag(EntryContent.Detail) ? body.Slice(reader.DetailAt, reader.DetailLength) : default));
            budget -= reader.FactLength + reader.DetailLength;
            if (budget <= 0)
            {
                return sequence + 1;
            }
        }

        return frame.End;
    }

    ReadOnlyMemory<byte> ReadFrames(long from, long budget, out List<FramePlace> frames)
    {
        frames = [];
        long length;
        lock (_gate)
        {
            int at = IndexOf(from);
            frames.Add(_frames[at]);
            length = _frames[at].Size;
            long most = Math.Min(budget + FrameHeader.SectorSize, LongestRead);
            for (at++; at < _frames.Count && _frames[at].Offset == frames[^1].EndOnDisk; at++)
            {
                long longer = _frames[at].Offset + _frames[at].Size - frames[0].Offset;
                if (longer > most)
                {
                    break;
                }

                frames.Add(_frames[at]);
                length = longer;
            }
        }

        if (Volatile.Read(ref _last) is { } last && last.Offset == frames[0].Offset)
        {
            frames.RemoveRange(1, frames.Count - 1);
            return last.Bytes;
        }

        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)length);
        int read = file.Read(bytes, frames[0].Offset);
        if (frames[0].Size >= LargeFrame && read == length)
        {
            Volatile.Write(ref _last, new(frames[0].Offset, bytes));
        }

        return bytes.AsMemory(0, read);
    }

    ReadOnlyMemory<byte> Check(ReadOnlyMemory<byte> bytes, FramePlace frame)
    {
        if (IsWhole(bytes.Span, frame))
        {
            return bytes.Slice(FrameHeader.Size, frame.BodyLength);
        }

        throw new DamagedEntriesException(DamageOf(frame));
    }

    /// <summary>Names a frame whose checksum does not hold.</summary>
    public JournalDamage DamageOf(FramePlace frame) => new(System.IO.Path.GetFileName(path), frame.First, frame.End,
        $"the checksum of the frame at byte {frame.Offset} does not hold.");

    bool IsWhole(ReadOnlySpan<byte> bytes, FramePlace frame) => FrameHeader.TryRead(bytes, logId, First, out FrameHeader header)
        && header.First == frame.First && header.BodyLength == frame.BodyLength && header.Holds(bytes);

    int IndexOf(long sequence)
    {
        int low = 0;
        int high = _frames.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _frames[middle].First <= sequence ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    sealed record LargeFrameRead(long Offset, byte[] Bytes);
}
