using System.Buffers.Binary;
using System.Text;

namespace MetaLogging.Exports.Zip;

/// <summary>
/// The headers of a zip file (APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16) in the one spelling that exports have: deflated, no flags, no comments, no extra
/// fields, one date for all, one file behind the other. A reader that knows what a header must be compares it, and no byte is left that could say something else.
/// </summary>
internal static class ZipFormat
{
    public const int LocalLength = 30;
    public const int CentralLength = 46;
    public const int EndLength = 22;

    const ushort Version = 20;
    const ushort Deflated = 8;
    const ushort FirstOfJanuary1980 = 0x21;
    const ushort MadeOnUnix = 0x300;
    const uint FileOfItsOwnerAlone = 0x8180_0000;   // mode 100600

    /// <summary>What stands before the bytes of a file.</summary>
    public static byte[] Local(ZipMember member)
    {
        byte[] header = new byte[LocalLength + member.Name.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0x04034b50);
        WriteCommon(header.AsSpan(4), member);
        Encoding.ASCII.GetBytes(member.Name, header.AsSpan(LocalLength));
        return header;
    }

    /// <summary>What stands of a file in the directory at the end.</summary>
    public static byte[] Central(ZipMember member)
    {
        byte[] header = new byte[CentralLength + member.Name.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0x02014b50);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), MadeOnUnix | Version);
        WriteCommon(header.AsSpan(6), member);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(38), FileOfItsOwnerAlone);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(42), member.Offset);
        Encoding.ASCII.GetBytes(member.Name, header.AsSpan(CentralLength));
        return header;
    }

    /// <summary>The last bytes of the file.</summary>
    public static byte[] End(int count, uint directoryLength, uint directoryOffset)
    {
        byte[] end = new byte[EndLength];
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054b50);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), checked((ushort)count));
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), checked((ushort)count));
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), directoryLength);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), directoryOffset);
        return end;
    }

    static void WriteCommon(Span<byte> header, ZipMember member)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(header, Version);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], Deflated);
        BinaryPrimitives.WriteUInt16LittleEndian(header[8..], FirstOfJanuary1980);
        BinaryPrimitives.WriteUInt32LittleEndian(header[10..], member.Crc);
        BinaryPrimitives.WriteUInt32LittleEndian(header[14..], member.Packed);
        BinaryPrimitives.WriteUInt32LittleEndian(header[18..], member.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header[22..], checked((ushort)member.Name.Length));
    }
}
