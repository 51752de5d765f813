namespace MetaLogging.Journaling;

/// <summary>Writes frames behind one another, straight from the callers' buffers.</summary>
internal sealed class FrameWriter(Guid logId)
{
    static readonly ReadOnlyMemory<byte> Zeros = new byte[FrameHeader.SectorSize];

    readonly byte[] _header = new byte[FrameHeader.SectorSize];
    readonly List<ReadOnlyMemory<byte>> _buffers = [];

    /// <summary>Writes the batches as one frame; it is not flushed yet.</summary>
    public FramePlace Write(OpenSegment segment, long first, List<PendingAppend> group)
    {
        int count = 0;
        int length = 0;
        foreach (PendingAppend append in group)
        {
            count += append.Batch!.Count;
            length += append.Length;
        }

        uint state = FrameHeader.Begin(_header, FrameKind.Entries, logId, segment.First, first, count, length);
        _buffers.Clear();
        _buffers.Add(_header.AsMemory(0, FrameHeader.Size));
        foreach (PendingAppend append in group)
        {
            state = Crc32C.Add(state, append.Batch!.Bytes.Span);
            _buffers.Add(append.Batch.Bytes);
        }

        FrameHeader.Finish(_header, state);
        int padding = (int)(FrameHeader.OnDisk(length) - FrameHeader.Size - length);
        if (padding > 0)
        {
            _buffers.Add(Zeros[..padding]);
        }

        segment.File.Write(_buffers, segment.WriteOffset);
        _buffers.Clear();
        return new(first, count, length, segment.WriteOffset);
    }

    /// <summary>Writes the frame that says the journal was closed in order.</summary>
    public void WriteCleanClose(OpenSegment segment, long next)
    {
        _header.AsSpan().Clear();
        FrameHeader.Finish(_header, FrameHeader.Begin(_header, FrameKind.CleanClose, logId, segment.First, next, 0, 0));
        segment.File.Write(_header, segment.WriteOffset);
    }
}
