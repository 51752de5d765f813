using System.Buffers;
using System.Buffers.Binary;
using ZstdSharp;

namespace MetaLogging.Journaling;

/// <summary>Writes a sealed file: header, blocks, tables, footer.</summary>
internal sealed class SealedFileWriter : IDisposable
{
    const int BlockTarget = 256 << 10;

    readonly IFile _file;
    readonly SegmentHeader _header;
    readonly Compressor _compressor;
    readonly ArrayBufferWriter<byte> _raw = new(BlockTarget + (64 << 10));
    readonly List<SealedBlock> _blocks = [];
    byte[] _compressed = [];
    long _offset = SegmentHeader.Size;
    long _rawBytes;
    long _next;
    int _count;

    public SealedFileWriter(IFile file, SegmentHeader header, int level)
    {
        (_file, _header, _compressor, _next) = (file, header, new(level), header.First);
        byte[] page = new byte[SegmentHeader.Size];
        header.Write(page);
        file.Write(page, 0);
    }

    /// <summary>Adds the next entry. An entry that is lost is added empty, and named to <see cref="Finish"/>.</summary>
    public void Add(ReadOnlySpan<byte> entry)
    {
        if (_count > 0 && _raw.WrittenCount + 4 + entry.Length > BlockTarget)
        {
            EndBlock();
        }

        BinaryPrimitives.WriteInt32LittleEndian(_raw.GetSpan(4), entry.Length);
        _raw.Advance(4);
        _raw.Write(entry);
        _count++;
    }

    /// <summary>Adds a whole block as it stands in another file; damage in it stays what it is.</summary>
    public void AddBlock(SealedBlock block, ReadOnlySpan<byte> compressed)
    {
        EndBlock();
        _file.Write(compressed, _offset);
        _blocks.Add(block with { Offset = _offset });
        _offset += compressed.Length;
        _rawBytes += block.RawLength;
        _next = block.End;
    }

    /// <summary>Ends the file; it is not flushed yet.</summary>
    public void Finish(IReadOnlyCollection<long> orders, IReadOnlyCollection<SequenceRange> lost, long generation, long appliedOrder)
    {
        EndBlock();
        ArrayBufferWriter<byte> tables = new();
        foreach (SealedBlock block in _blocks)
        {
            block.Write(tables.GetSpan(SealedBlock.Size));
            tables.Advance(SealedBlock.Size);
        }

        foreach (long number in orders.Concat(lost.SelectMany(range => new[] { range.From, range.To })))
        {
            BinaryPrimitives.WriteInt64LittleEndian(tables.GetSpan(8), number);
            tables.Advance(8);
        }

        SealedFooter footer = new()
        {
            Kind = _header.Kind,
            LogId = _header.LogId,
            First = _header.First,
            Count = _next - _header.First,
            IndexOffset = _offset,
            BlockCount = _blocks.Count,
            OrderCount = orders.Count,
            LostCount = lost.Count,
            Generation = generation,
            AppliedOrder = appliedOrder,
            RawBytes = _rawBytes,
            TablesChecksum = Crc32C.Of(tables.WrittenSpan),
        };
        footer.Write(tables.GetSpan(SealedFooter.Size));
        tables.Advance(SealedFooter.Size);
        _file.Write(tables.WrittenSpan, _offset);
        _file.SetLength(_offset + tables.WrittenCount);
    }

    public void Dispose()
    {
        _compressor.Dispose();
        _raw.Clear();
    }

    void EndBlock()
    {
        if (_count == 0)
        {
            return;
        }

        int bound = Compressor.GetCompressBound(_raw.WrittenCount);
        if (_compressed.Length < bound)
        {
            _compressed = GC.AllocateUninitializedArray<byte>(bound);
        }

        int length = _compressor.Wrap(_raw.WrittenSpan, _compressed);
        ReadOnlySpan<byte> block = _compressed.AsSpan(0, length);
        _file.Write(block, _offset);
        _blocks.Add(new(_next, _offset, length, _raw.WrittenCount, Crc32C.Of(block), _count));
        _offset += length;
        _rawBytes += _raw.WrittenCount;
        _next += _count;
        _count = 0;
        _raw.ResetWrittenCount();
    }
}
