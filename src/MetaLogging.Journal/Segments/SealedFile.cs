using System.Buffers.Binary;
using ZstdSharp;

namespace MetaLogging.Journaling;

/// <summary>A sealed file that is open for reading: its footer and tables, checked; its blocks are checked when they are read.</summary>
internal sealed class SealedFile : IDisposable
{
    readonly IFile _file;

    SealedFile(IFile file, SealedFooter footer, SealedBlock[] blocks, long[] orders, SequenceRange[] lost) =>
        (_file, Footer, Blocks, Orders, Lost) = (file, footer, blocks, orders, lost);

    public SealedFooter Footer { get; }

    public SealedBlock[] Blocks { get; }

    public long[] Orders { get; }

    /// <summary>Entries that were lost before the file was written.</summary>
    public SequenceRange[] Lost { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="UnreadableFileException">Its footer or tables are damaged.</exception>
    public static SealedFile Open(IFileSystem files, string path, SegmentFileKind kind, long first)
    {
        IFile file = files.Open(path, FileUse.Read);
        try
        {
            byte[] end = new byte[SealedFooter.Size];
            long footerAt = file.Length - SealedFooter.Size;
            SealedFooter? footer = footerAt >= SegmentHeader.Size && file.Read(end, footerAt) == end.Length ? SealedFooter.Read(end) : null;
            if (footer is null || footer.Kind != kind || footer.First != first || footer.IndexOffset + footer.TablesLength != footerAt)
            {
                throw new UnreadableFileException("the checksum of its footer does not hold.");
            }

            byte[] tables = new byte[footer.TablesLength];
            if (file.Read(tables, footer.IndexOffset) != tables.Length || Crc32C.Of(tables) != footer.TablesChecksum)
            {
                throw new UnreadableFileException("the checksum of its block index does not hold.");
            }

            SealedBlock[] blocks = new SealedBlock[footer.BlockCount];
            long[] orders = new long[footer.OrderCount];
            SequenceRange[] lost = new SequenceRange[footer.LostCount];
            int at = 0;
            for (int i = 0; i < blocks.Length; i++, at += SealedBlock.Size)
            {
                blocks[i] = SealedBlock.Read(tables.AsSpan(at));
            }

            for (int i = 0; i < orders.Length; i++, at += 8)
            {
                orders[i] = BinaryPrimitives.ReadInt64LittleEndian(tables.AsSpan(at));
            }

            for (int i = 0; i < lost.Length; i++, at += 16)
            {
                lost[i] = new(BinaryPrimitives.ReadInt64LittleEndian(tables.AsSpan(at)),
                    BinaryPrimitives.ReadInt64LittleEndian(tables.AsSpan(at + 8)));
            }

            return new(file, footer, blocks, orders, lost);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public int IndexOf(long sequence)
    {
        int low = 0;
        int high = Blocks.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = Blocks[middle].First <= sequence ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    /// <summary>The compressed bytes of a block; null when their checksum does not hold.</summary>
    public byte[]? ReadCompressed(SealedBlock block)
    {
        byte[] compressed = GC.AllocateUninitializedArray<byte>(block.CompressedLength);
        return _file.Read(compressed, block.Offset) == compressed.Length && Crc32C.Of(compressed) == block.Checksum ? compressed : null;
    }

    /// <summary>The entries of a block, each a length and its bytes; null when it is damaged.</summary>
    public byte[]? ReadBlock(SealedBlock block)
    {
        if (ReadCompressed(block) is not { } compressed)
        {
            return null;
        }

        byte[] raw = GC.AllocateUninitializedArray<byte>(block.RawLength);
        try
        {
            using Decompressor decompressor = new();
            return decompressor.Unwrap(compressed, raw) == raw.Length ? raw : null;
        }
        catch (ZstdException)
        {
            return null;
        }
    }

    public void Dispose() => _file.Dispose();
}
