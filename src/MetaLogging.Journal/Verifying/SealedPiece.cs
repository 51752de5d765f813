using System.Buffers.Binary;

namespace MetaLogging.Journaling.Verifying;

/// <summary>Some entries of a sealed segment: its blocks of facts and of details, which are cut at different places.</summary>
internal sealed class SealedPiece(SealedContent content, long first, int count) : PieceSource(first, count)
{
    const int OfFacts = 0;
    const int OfDetails = 1;
    const int Compressed = 2;

    long End => First + Count;

    public override SegmentContent? Content => content;

    public override long Bytes => BytesOf(content.Facts) + BytesOf(content.Details);

    public override void Load(JournalPiece piece)
    {
        piece.Begin(First, Count, FolderCheck.NameOf(content.First, SegmentFileKind.Facts), FolderCheck.NameOf(content.First, SegmentFileKind.Details));
        if (content.Facts is { } facts)
        {
            piece.FactBytes = Read(facts, piece, OfFacts, piece.Facts);
            MarkOrders(facts.Orders, piece);
        }

        if (content.Details is { } details)
        {
            piece.DetailBytes = Read(details, piece, OfDetails, piece.Details);
        }
    }

    long BytesOf(SealedFileCheck? file)
    {
        long bytes = 0;
        for (int i = file?.IndexOf(First) ?? 0; i < file?.Blocks.Length && file.Blocks[i].First < End; i++)
        {
            bytes += file.Blocks[i].First >= First ? file.Blocks[i].CompressedLength : 0;
        }

        return bytes;
    }

    byte[] Read(SealedFileCheck file, JournalPiece piece, int which, Span<EntrySlice> slices)
    {
        int start = file.IndexOf(First);
        int end = start;
        long length = 0;
        int compressed = 0;
        for (; end < file.Blocks.Length && file.Blocks[end].First < End; end++)
        {
            length += file.Blocks[end].RawLength;
            compressed = Math.Max(compressed, file.Blocks[end].CompressedLength);
        }

        byte[] bytes = piece.Buffer(which, (int)length);
        byte[] packed = piece.Buffer(Compressed, compressed);
        int at = 0;
        for (int i = start; i < end; i++)
        {
            SealedBlock block = file.Blocks[i];
            string? wrong = file.ReadBlock(block, packed, bytes.AsSpan(at, block.RawLength)) ?? Place(block, bytes, at, slices);
            if (wrong is not null)
            {
                Forget(block, slices);

                // A block that begins before the piece is told of where it begins.
                if (block.First >= First)
                {
                    piece.Findings.Add(new(file.Name, block.First, $"the block at byte {block.Offset}, with the entries {block.First} to {block.End - 1}: {wrong}"));
                }
            }

            at += block.RawLength;
        }

        foreach (SequenceRange lost in file.Lost)
        {
            Forget(lost.From, lost.To, slices);
        }

        return bytes;
    }

    /// <summary>Finds the entries of a decompressed block; they fill it, and are as many as its table says.</summary>
    string? Place(SealedBlock block, byte[] bytes, int at, Span<EntrySlice> slices)
    {
        int end = at + block.RawLength;
        for (long sequence = block.First; sequence < block.End; sequence++)
        {
            uint length = end - at >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at)) : uint.MaxValue;
            if (end - at < 4 || length > (uint)(end - at - 4))
            {
                return "its entries do not fit into it.";
            }

            if (sequence >= First && sequence < End)
            {
                slices[(int)(sequence - First)] = new(at + 4, (int)length);
            }

            at += 4 + (int)length;
        }

        return at == end ? null : "there are bytes behind its entries.";
    }

    void Forget(SealedBlock block, Span<EntrySlice> slices) => Forget(block.First, block.End, slices);

    void Forget(long from, long to, Span<EntrySlice> slices)
    {
        from = Math.Max(from, First);
        to = Math.Min(to, End);
        if (from < to)
        {
            slices[(int)(from - First)..(int)(to - First)].Fill(EntrySlice.Unreadable);
        }
    }

    static void MarkOrders(long[] orders, JournalPiece piece)
    {
        int at = Array.BinarySearch(orders, piece.First);
        for (at = at < 0 ? ~at : at; at < orders.Length && orders[at] < piece.End; at++)
        {
            piece.Orders[(int)(orders[at] - piece.First)] = true;
        }
    }
}
