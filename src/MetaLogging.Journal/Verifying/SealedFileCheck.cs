using System.Buffers.Binary;
using ZstdSharp;

namespace MetaLogging.Journaling.Verifying;

/// <summary>
/// A sealed file whose footer, tables and structure were checked byte by byte; its blocks are checked when they are read. Blocks may be read at the same time.
/// </summary>
internal sealed class SealedFileCheck : IDisposable
{
    const int LongestBlock = EntryBatch.LongestDetail + 4;

    readonly IFile _file;

    SealedFileCheck(IFile file, string name, SealedFooter footer, SealedBlock[] blocks, long[] orders, SequenceRange[] lost) =>
        (_file, Name, End, Blocks, Orders, Lost) = (file, name, footer.End, blocks, orders, lost);

    /// <summary>The file, from the data folder on.</summary>
    public string Name { get; }

    /// <summary>The sequence behind the last.</summary>
    public long End { get; }

    public SealedBlock[] Blocks { get; }

    public long[] Orders { get; }

    public SequenceRange[] Lost { get; }

    public long Length => _file.Length;

    /// <summary>Opens a file and checks all of it but its blocks; null when it can't be used, which was told then.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static SealedFileCheck? Open(FolderCheck check, long first, SegmentFileKind kind)
    {
        IFile file = check.Open(first, kind);
        string name = FolderCheck.NameOf(first, kind);
        SealedFileCheck? opened = null;
        try
        {
            check.CheckHeader(file, first, kind);
            opened = Read(check, file, name, first, kind);
            return opened;
        }
        catch (UnreadableFileException e)
        {
            check.Damage(name, first, e.Message);
            return null;
        }
        catch (IOException e) when (e is not FileNotFoundException)
        {
            check.Damage(name, first, $"it can't be read: {e.Message}");
            return null;
        }
        finally
        {
            if (opened is null)
            {
                file.Dispose();
            }
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

    /// <summary>Reads a block into a buffer and answers what is wrong with it; null when nothing is.</summary>
    public string? ReadBlock(in SealedBlock block, Span<byte> compressed, Span<byte> raw)
    {
        try
        {
            if (_file.Read(compressed[..block.CompressedLength], block.Offset) != block.CompressedLength
                || Crc32C.Of(compressed[..block.CompressedLength]) != block.Checksum)
            {
                return "its checksum does not hold.";
            }

            using Decompressor decompressor = new();
            return decompressor.Unwrap(compressed[..block.CompressedLength], raw[..block.RawLength]) == block.RawLength
                ? null
                : "it has another length than its table says.";
        }
        catch (IOException e)
        {
            return $"it can't be read: {e.Message}";
        }
        catch (Exception e) when (e is ZstdException or ArgumentException or IndexOutOfRangeException)
        {
            return "it can't be decompressed.";
        }
    }

    public void Dispose() => _file.Dispose();

    static SealedFileCheck Read(FolderCheck check, IFile file, string name, long first, SegmentFileKind kind)
    {
        byte[] end = new byte[SealedFooter.Size];
        long footerAt = file.Length - SealedFooter.Size;
        SealedFooter footer = footerAt >= SegmentHeader.Size && file.Read(end, footerAt) == end.Length && SealedFooter.Read(end) is { } read
            ? read
            : throw new UnreadableFileException("the checksum of its footer does not hold.");
        byte[] again = new byte[SealedFooter.Size];
        footer.Write(again);
        if (!end.AsSpan().SequenceEqual(again))
        {
            check.Damage(name, first, "its footer has bytes that do not belong there, or is of another format.");
        }

        if (footer.Kind != kind || footer.First != first || footer.LogId != check.LogId)
        {
            throw new UnreadableFileException("its footer is that of another file.");
        }

        if (footer.BlockCount < 0 || footer.OrderCount < 0 || footer.LostCount < 0 || footer.Count < 0 || footer.End < first
            || footer.IndexOffset < SegmentHeader.Size || footer.IndexOffset > footerAt || footer.TablesLength != footerAt - footer.IndexOffset
            || footer.TablesLength > Array.MaxLength)
        {
            throw new UnreadableFileException("its tables do not stand where its footer says.");
        }

        byte[] tables = new byte[footer.TablesLength];
        return file.Read(tables, footer.IndexOffset) == tables.Length && Crc32C.Of(tables) == footer.TablesChecksum
            ? Read(file, name, footer, tables)
            : throw new UnreadableFileException("the checksum of its tables does not hold.");
    }

    static SealedFileCheck Read(IFile file, string name, SealedFooter footer, ReadOnlySpan<byte> tables)
    {
        SealedBlock[] blocks = new SealedBlock[footer.BlockCount];
        for (int i = 0; i < blocks.Length; i++, tables = tables[SealedBlock.Size..])
        {
            blocks[i] = SealedBlock.Read(tables);
        }

        long[] orders = new long[footer.OrderCount];
        for (int i = 0; i < orders.Length; i++, tables = tables[8..])
        {
            orders[i] = BinaryPrimitives.ReadInt64LittleEndian(tables);
        }

        SequenceRange[] lost = new SequenceRange[footer.LostCount];
        for (int i = 0; i < lost.Length; i++, tables = tables[16..])
        {
            lost[i] = new(BinaryPrimitives.ReadInt64LittleEndian(tables), BinaryPrimitives.ReadInt64LittleEndian(tables[8..]));
        }

        CheckBlocks(footer, blocks);
        long last = footer.First - 1;
        foreach (long order in orders)
        {
            last = order > last && order < footer.End ? order : throw new UnreadableFileException("its table of orders is not in order.");
        }

        return lost.All(range => range.From >= footer.First && range.To > range.From && range.To <= footer.End)
            ? new(file, name, footer, blocks, orders, lost)
            : throw new UnreadableFileException("its table of lost entries names others than its own.");
    }

    /// <summary>No gap, no byte between the blocks or behind them.</summary>
    static void CheckBlocks(SealedFooter footer, SealedBlock[] blocks)
    {
        long sequence = footer.First;
        long offset = SegmentHeader.Size;
        long raw = 0;
        foreach (SealedBlock block in blocks)
        {
            if (block.First != sequence || block.Offset != offset || block.CompressedLength <= 0 || block.Count <= 0
                || block.RawLength is <= 0 or > LongestBlock || block.Count > block.RawLength / 4
                || block.CompressedLength > footer.IndexOffset - offset)
            {
                throw new UnreadableFileException($"its blocks do not lie one behind the other, from sequence {sequence} on.");
            }

            sequence = block.End;
            offset += block.CompressedLength;
            raw += block.RawLength;
        }

        if (sequence != footer.End || offset != footer.IndexOffset || raw != footer.RawBytes)
        {
            throw new UnreadableFileException("its blocks are not those that its footer counts.");
        }
    }
}
