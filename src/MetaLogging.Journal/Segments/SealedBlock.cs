using System.Buffers.Binary;

namespace MetaLogging.Journaling;

/// <summary>A row of the block index of a sealed file: where a block lies, and which entries are in it.</summary>
internal readonly record struct SealedBlock(long First, long Offset, int CompressedLength, int RawLength, uint Checksum, int Count)
{
    public const int Size = 32;

    public long End => First + Count;

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, First);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], Offset);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], CompressedLength);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[20..], RawLength);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], Checksum);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[28..], Count);
    }

    public static SealedBlock Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt64LittleEndian(bytes),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[28..]));
}
