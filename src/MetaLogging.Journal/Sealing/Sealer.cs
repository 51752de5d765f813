using System.Buffers;

namespace MetaLogging.Journaling;

/// <summary>Turns a segment of frames into two compressed files, and only then lets go of the frames.</summary>
internal sealed class Sealer(JournalFiles files, BlockCache cache)
{
    readonly Replacement _replacement = new(files);

    public void Seal(OpenSegment open)
    {
        List<long> orders = [];
        WriteFile(open, SegmentFileKind.Facts, orders);
        WriteFile(open, SegmentFileKind.Details, orders);
        files.Files.FlushFolder(files.Folder.Segments);
        files.Segments.Replace(open, new SealedSegment(files, cache, open.First, open.End, new(null, null, open.Lost, -1)));
        Remove(open.First, open.Lost.Count > 0);
        _replacement.KeepSpare();
        JournalLog.Sealed(files.Logger, open.First, open.End);
    }

    /// <summary>Deletes the frames of a sealed segment; damaged ones are kept in the folder aside, until something is erased.</summary>
    public void Remove(long first, bool isDamaged)
    {
        string path = files.Folder.PathOf(first, SegmentFileKind.Open);
        if (isDamaged)
        {
            files.Files.Rename(path, Path.Combine(files.Folder.Aside, Path.GetFileName(path) + JournalFolder.Damaged));
            files.Files.FlushFolder(files.Folder.Aside);
        }
        else
        {
            files.Files.Delete(path);
        }

        files.Files.FlushFolder(files.Folder.Segments);
    }

    void WriteFile(OpenSegment open, SegmentFileKind kind, List<long> orders)
    {
        FramePlace[] frames = open.Frames();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(frames.Length == 0 ? 1 : frames.Max(frame => frame.Size));
        try
        {
            _replacement.Write(files.Folder.PathOf(open.First, kind), file =>
            {
                orders.Clear();
                using SealedFileWriter writer = new(file, new(kind, files.LogId, files.Origin, open.First), files.Options.CompressionLevel);
                long next = open.First;
                foreach (FramePlace frame in frames)
                {
                    next = AddEmpty(writer, next, frame.First);
                    next = AddFrame(writer, open, frame, buffer, kind, orders);
                }

                AddEmpty(writer, next, open.End);
                writer.Finish(orders, [.. open.Lost.Select(lost => new SequenceRange(lost.FirstSequence, lost.EndSequence))], 0, -1);
            });
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    long AddFrame(SealedFileWriter writer, OpenSegment open, FramePlace frame, byte[] buffer, SegmentFileKind kind, List<long> orders)
    {
        if (!open.TryReadFrame(frame, buffer))
        {
            JournalDamage damage = open.DamageOf(frame);
            files.Report(damage);
            open.AddLost(damage);
            return AddEmpty(writer, frame.First, frame.End);
        }

        ReadOnlySpan<byte> body = buffer.AsSpan(FrameHeader.Size, frame.BodyLength);
        EntryReader entries = new(body);
        for (long sequence = frame.First; entries.MoveNext(); sequence++)
        {
            if (entries.IsOrder)
            {
                orders.Add(sequence);
            }

            writer.Add(kind == SegmentFileKind.Facts
                ? body.Slice(entries.FactAt, entries.FactLength)
                : body.Slice(entries.DetailAt, entries.DetailLength));
        }

        return frame.End;
    }

    static long AddEmpty(SealedFileWriter writer, long from, long to)
    {
        for (; from < to; from++)
        {
            writer.Add([]);
        }

        return Math.Max(from, to);
    }
}
