using System.Buffers.Binary;

namespace MetaLogging.Journaling;

/// <summary>The 64 bytes before the body of a frame; docs/journal-format.md has their places.</summary>
internal readonly record struct FrameHeader(FrameKind Kind, Guid LogId, long Segment, long First, int Count, int BodyLength, uint Checksum)
{
    public const int Size = 64;
    public const int SectorSize = 512;

    const uint Magic = 0x4D52464D; // "MFRM"
    const int HeaderChecksumAt = 52;
    const int ChecksumAt = 56;

    /// <summary>The sequence behind the last of the frame.</summary>
    public long End => First + Count;

    /// <summary>Bytes on disk: header and body, up to the next sector.</summary>
    public long SizeOnDisk => OnDisk(BodyLength);

    public static long OnDisk(long bodyLength) => (Size + bodyLength + SectorSize - 1) / SectorSize * SectorSize;

    /// <summary>
    /// Writes the header and its own checksum; answers the state of the frame's checksum, to which the body is to be added.
    /// </summary>
    public static uint Begin(Span<byte> header, FrameKind kind, Guid logId, long segment, long first, int count, int bodyLength)
    {
        header[..Size].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)kind);
        logId.TryWriteBytes(header[8..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], segment);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], first);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], count);
        BinaryPrimitives.WriteInt32LittleEndian(header[44..], bodyLength);
        BinaryPrimitives.WriteUInt32LittleEndian(header[HeaderChecksumAt..], Crc32C.Of(header[..HeaderChecksumAt]));
        return Crc32C.Add(Crc32C.Start, header[..ChecksumAt]);
    }

    public static void Finish(Span<byte> header, uint state) =>
        BinaryPrimitives.WriteUInt32LittleEndian(header[ChecksumAt..], Crc32C.Finish(state));

    /// <summary>Reads a header of this log and segment; false when these bytes are none, or damaged.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, Guid logId, long segment, out FrameHeader header)
    {
        header = default;
        if (bytes.Length < Size || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[HeaderChecksumAt..]) != Crc32C.Of(bytes[..HeaderChecksumAt]))
        {
            return false;
        }

        header = new(
            (FrameKind)BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
            new Guid(bytes[8..24], bigEndian: true),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[40..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[44..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]));
        return header.LogId == logId && header.Segment == segment && header.Count >= 0 && header.First >= segment
            && header.BodyLength is >= 0 and <= JournalOptions.LargestBatch;
    }

    /// <summary>Whether the checksum over header and body holds, and the body has as many entries as the header says.</summary>
    public bool Holds(ReadOnlySpan<byte> frame)
    {
        ReadOnlySpan<byte> body = frame.Slice(Size, BodyLength);
        if (Crc32C.Finish(Crc32C.Add(Crc32C.Add(Crc32C.Start, frame[..ChecksumAt]), body)) != Checksum)
        {
            return false;
        }

        EntryReader entries = new(body);
        int count = 0;
        while (entries.MoveNext())
        {
            count++;
        }

        return count == Count && entries.IsAtEnd;
    }
}
