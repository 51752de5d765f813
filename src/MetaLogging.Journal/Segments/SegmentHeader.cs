using System.Buffers.Binary;
using System.Text;

namespace MetaLogging.Journaling;

/// <summary>
/// The first page of each segment file, the same 2,048 bytes twice, so that one flipped bit does not cost the journal its name.
/// </summary>
internal sealed record SegmentHeader(SegmentFileKind Kind, Guid LogId, string Origin, long First)
{
    public const int Size = 4096;
    public const uint FormatVersion = 1;
    public const int LongestOrigin = 128;

    const int CopySize = Size / 2;
    const int OriginAt = 48;
    const int ChecksumAt = CopySize - 4;

    static ReadOnlySpan<byte> Magic => "MLOGSEGM"u8;

    public void Write(Span<byte> page)
    {
        page[..Size].Clear();
        Span<byte> copy = page[..CopySize];
        Magic.CopyTo(copy);
        BinaryPrimitives.WriteUInt32LittleEndian(copy[8..], FormatVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(copy[12..], (uint)Kind);
        LogId.TryWriteBytes(copy[16..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64LittleEndian(copy[32..], First);
        int length = Encoding.UTF8.GetBytes(Origin, copy[OriginAt..ChecksumAt]);
        BinaryPrimitives.WriteUInt32LittleEndian(copy[40..], (uint)length);
        BinaryPrimitives.WriteUInt32LittleEndian(copy[ChecksumAt..], Crc32C.Of(copy[..ChecksumAt]));
        copy.CopyTo(page[CopySize..]);
    }

    /// <summary>Reads the page from the copy whose checksum holds; null when neither does.</summary>
    /// <remarks>
    /// <paramref name="isWhole"/>: Whether both copies hold.
    /// </remarks>
    /// <exception cref="JournalFormatException">The checksum holds and the format is a newer one.</exception>
    public static SegmentHeader? Read(ReadOnlySpan<byte> page, string file, out bool isWhole)
    {
        SegmentHeader? one = page.Length < CopySize ? null : ReadCopy(page[..CopySize], file);
        SegmentHeader? other = page.Length < Size ? null : ReadCopy(page[CopySize..Size], file);
        isWhole = one is not null && other is not null;
        return one ?? other;
    }

    static SegmentHeader? ReadCopy(ReadOnlySpan<byte> copy, string file)
    {
        if (!copy.StartsWith(Magic) || BinaryPrimitives.ReadUInt32LittleEndian(copy[ChecksumAt..]) != Crc32C.Of(copy[..ChecksumAt]))
        {
            return null;
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(copy[8..]);
        if (version > FormatVersion)
        {
            throw new JournalFormatException($"{file} is of journal format {version}, and this version of MetaLogging reads"
                + $" up to format {FormatVersion}."
                + " Use the newer version of MetaLogging that wrote it; nothing was changed.");
        }

        int length = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(copy[40..]), LongestOrigin * 4);
        return new(
            (SegmentFileKind)BinaryPrimitives.ReadUInt32LittleEndian(copy[12..]),
            new Guid(copy[16..32], bigEndian: true),
            Encoding.UTF8.GetString(copy.Slice(OriginAt, length)),
            BinaryPrimitives.ReadInt64LittleEndian(copy[32..]));
    }
}
