using System.Buffers.Binary;

namespace MetaLogging.Journaling;

/// <summary>The last 128 bytes of a sealed file; docs/journal-format.md has their places.</summary>
internal sealed record SealedFooter
{
    public const int Size = 128;

    const int ChecksumAt = Size - 4;

    public required SegmentFileKind Kind { get; init; }

    public required Guid LogId { get; init; }

    public required long First { get; init; }

    public required long Count { get; init; }

    public required long IndexOffset { get; init; }

    public required int BlockCount { get; init; }

    public required int OrderCount { get; init; }

    public required int LostCount { get; init; }

    /// <summary>How often the file was written anew.</summary>
    public required long Generation { get; init; }

    /// <summary>The highest sequence of an order that was applied to the file; -1 when none was.</summary>
    public required long AppliedOrder { get; init; }

    public required long RawBytes { get; init; }

    /// <summary>The checksum over block index, orders and lost ranges.</summary>
    public required uint TablesChecksum { get; init; }

    public long End => First + Count;

    public long TablesLength => (long)BlockCount * SealedBlock.Size + OrderCount * 8L + LostCount * 16L;

    static ReadOnlySpan<byte> Magic => "MLOGFOOT"u8;

    public void Write(Span<byte> bytes)
    {
        bytes[..Size].Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], SegmentHeader.FormatVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], (uint)Kind);
        LogId.TryWriteBytes(bytes[16..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], First);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], Count);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[48..], IndexOffset);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[56..], BlockCount);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[60..], OrderCount);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[64..], LostCount);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[72..], Generation);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[80..], AppliedOrder);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[88..], RawBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[96..], TablesChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumAt..], Crc32C.Of(bytes[..ChecksumAt]));
    }

    /// <summary>Reads a footer; null when its checksum does not hold.</summary>
    public static SealedFooter? Read(ReadOnlySpan<byte> bytes) =>
        bytes.Length != Size || !bytes.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != Crc32C.Of(bytes[..ChecksumAt])
            ? null
            : new SealedFooter
            {
                Kind = (SegmentFileKind)BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]),
                LogId = new Guid(bytes[16..32], bigEndian: true),
                First = BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
                Count = BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
                IndexOffset = BinaryPrimitives.ReadInt64LittleEndian(bytes[48..]),
                BlockCount = BinaryPrimitives.ReadInt32LittleEndian(bytes[56..]),
                OrderCount = BinaryPrimitives.ReadInt32LittleEndian(bytes[60..]),
                LostCount = BinaryPrimitives.ReadInt32LittleEndian(bytes[64..]),
                Generation = BinaryPrimitives.ReadInt64LittleEndian(bytes[72..]),
                AppliedOrder = BinaryPrimitives.ReadInt64LittleEndian(bytes[80..]),
                RawBytes = BinaryPrimitives.ReadInt64LittleEndian(bytes[88..]),
                TablesChecksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes[96..]),
            };
}
