using System.Buffers.Binary;

namespace MetaLogging.Journaling.Verifying;

/// <summary>
/// Checks the bytes of a segment of frames that no checksum covers: what is reserved in headers, the padding up to the sector, the marks of a clean close, and what
/// stands behind the last frame.
/// </summary>
internal sealed class FrameBytes(FolderCheck check, IFile file, long first, long? limit)
{
    const int ReservedAt = 60;

    readonly ScanWindow _window = new(file);
    readonly string _name = FolderCheck.NameOf(first, SegmentFileKind.Open);

    Guid LogId => check.LogId ?? Guid.Empty;

    /// <summary>Checks all that the scan did not name as damaged.</summary>
    public void Check(SegmentScan scan)
    {
        long at = SegmentHeader.Size;
        long next = first;
        foreach (FramePlace frame in scan.Frames)
        {
            CheckMarks(at, frame.Offset, next);
            CheckFrame(frame.Offset, frame.BodyLength, frame.First);
            (at, next) = (frame.EndOnDisk, frame.End);
        }

        CheckMarks(at, scan.End, next);
        if (limit is not null)
        {
            CheckVoid(scan.End, scan.Next);
        }
    }

    /// <summary>Between frames are damaged ones, which the scan named, and marks of a clean close.</summary>
    void CheckMarks(long from, long to, long next)
    {
        for (long at = from; at < to; at += FrameHeader.SectorSize)
        {
            if (FrameHeader.TryRead(_window.At(at, FrameHeader.Size), LogId, first, out FrameHeader header) && header.Kind == FrameKind.CleanClose
                && header.Holds(_window.At(at, FrameHeader.Size + header.BodyLength)))
            {
                CheckFrame(at, header.BodyLength, next);
            }
        }
    }

    void CheckFrame(long at, int bodyLength, long sequence)
    {
        FrameHeader.TryRead(_window.At(at, FrameHeader.Size), LogId, first, out FrameHeader header);
        bool isMark = header.Kind == FrameKind.CleanClose;
        Span<byte> again = stackalloc byte[FrameHeader.Size];
        FrameHeader.Begin(again, header.Kind, header.LogId, header.Segment, header.First, header.Count, header.BodyLength);
        ReadOnlySpan<byte> bytes = _window.At(at, FrameHeader.Size);
        if (!bytes[..(ReservedAt - 4)].SequenceEqual(again[..(ReservedAt - 4)]) || BinaryPrimitives.ReadUInt32LittleEndian(bytes[ReservedAt..]) != 0
            || header.Kind is not (FrameKind.Entries or FrameKind.CleanClose) || (header.Count == 0) != isMark || (bodyLength == 0) != isMark)
        {
            check.Damage(_name, sequence, $"the header of the frame at byte {at} has bytes that do not belong there.");
        }

        long end = at + FrameHeader.Size + bodyLength;
        if (_window.At(end, (int)(at + header.SizeOnDisk - end)).ContainsAnyExcept((byte)0))
        {
            check.Damage(_name, sequence, $"the padding behind the frame at byte {at} is not zero.");
        }
    }

    /// <summary>Behind the last frame of a segment that is not the last there may be void frames: their writing failed. Then there are zeros.</summary>
    void CheckVoid(long from, long next)
    {
        long at = from;
        while (FrameHeader.TryRead(_window.At(at, FrameHeader.Size), LogId, first, out FrameHeader header) && header.First >= limit)
        {
            bool isThere = at + FrameHeader.Size + header.BodyLength <= _window.Length;
            if (!isThere || !header.Holds(_window.At(at, FrameHeader.Size + header.BodyLength)))
            {
                if (isThere && !HasZeroSector(at, header.BodyLength))
                {
                    check.Damage(_name, next, $"the checksum of the void frame at byte {at} does not hold.");
                }
            }
            else
            {
                CheckFrame(at, header.BodyLength, next);
            }

            check.Note(_name, next, $"the frame at byte {at} is void: its writing failed, and went on in the next segment.");
            at += header.SizeOnDisk;
        }

        if (_window.FindNonZeroSector(at) is { } written)
        {
            bool isTorn = written > at || !_window.At(at, FrameHeader.SectorSize)[FrameHeader.Size..].ContainsAnyExcept((byte)0)
                && _window.FindNonZeroSector(at + FrameHeader.SectorSize) is null;
            if (isTorn)
            {
                check.Note(_name, next, $"behind the last frame, at byte {written}, are the rests of one that was never written whole.");
            }
            else
            {
                check.Damage(_name, next, $"behind the last frame, at byte {written}, is what does not belong there.");
            }
        }
    }

    bool HasZeroSector(long at, int bodyLength)
    {
        ReadOnlySpan<byte> frame = _window.At(at, FrameHeader.Size + bodyLength);
        for (int sector = 0; sector < frame.Length; sector += FrameHeader.SectorSize)
        {
            if (!frame[sector..Math.Min(sector + FrameHeader.SectorSize, frame.Length)].ContainsAnyExcept((byte)0))
            {
                return true;
            }
        }

        return false;
    }
}
