using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text.Unicode;
using DuckDB.NET.Native;
using MetaLogging.Embedded.Tables;
using MetaLogging.Entries;

namespace MetaLogging.Embedded.Writing;

/// <summary>
/// One data chunk of DuckDB, up to 2,048 rows of one table, filled column by column straight from UTF-8. A row is written from the first
/// column to the last
/// and counts only when it is ended; one that is abandoned is written over by the next. Not thread-safe.
/// </summary>
internal sealed unsafe class TableChunk : IDisposable
{
    /// <summary>The most rows of a chunk: DuckDB's vector size.</summary>
    public const int Rows = 2048;

    readonly ColumnType[] _types;
    readonly nint[] _vectors;
    readonly byte*[] _data;
    readonly ulong*[] _validity;
    readonly TextArena _text = new();
    readonly DuckDBDataChunk _chunk;
    nint _elements;
    int _column;
    ulong _elementCount;
    ulong _elementCapacity;
    ulong _elementsOfEndedRows;

    public TableChunk(EventTable table)
    {
        _types = [.. table.Columns.Select(column => column.Type)];
        _vectors = new nint[_types.Length];
        _data = new byte*[_types.Length];
        _validity = new ulong*[_types.Length];
        DuckDBLogicalType[] types = [.. _types.Select(CreateLogicalType)];
        try
        {
            _chunk = NativeMethods.DataChunks.DuckDBCreateDataChunk(
                [.. types.Select(type => type.DangerousGetHandle())], (ulong)types.Length);
        }
        finally
        {
            Array.ForEach(types, type => type.Dispose());
        }

        Clear();
    }

    /// <summary>How many rows have been ended.</summary>
    public int Count { get; private set; }

    public bool IsFull => Count == Rows;

    /// <summary>The rows as DuckDB has them, as long as the chunk is neither emptied nor disposed.</summary>
    public DuckDBDataChunk Native => _chunk;

    /// <summary>About how many bytes the rows take in memory.</summary>
    public long Bytes { get; private set; }

    public void BeginRow()
    {
        _column = 0;
        _elementCount = _elementsOfEndedRows;
    }

    public void EndRow()
    {
        if (_column != _types.Length)
        {
            throw new InvalidOperationException($"A row of {_types.Length} columns was ended after {_column}.");
        }

        _elementsOfEndedRows = _elementCount;
        Bytes += _types.Length * 8;
        Count++;
    }

    public void Boolean(bool value) => *Cell<byte>(ColumnType.Boolean) = value ? (byte)1 : (byte)0;

    public void Boolean(bool? value)
    {
        if (value is { } known)
        {
            Boolean(known);
        }
        else
        {
            Null();
        }
    }

    public void UTinyInt(byte value) => *Cell<byte>(ColumnType.UTinyInt) = value;

    public void Integer(int value) => *Cell<int>(ColumnType.Integer) = value;

    public void BigInt(long value) => *Cell<long>(ColumnType.BigInt) = value;

    public void Double(double value) => *Cell<double>(ColumnType.Double) = value;

    /// <summary>A UUID is kept as a signed number of 128 bits whose highest bit is turned, so that it sorts as its text does.</summary>
    public void Uuid(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        ulong* cell = Cell<ulong>(ColumnType.Uuid, cellSize: 16);
        cell[0] = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        cell[1] = BinaryPrimitives.ReadUInt64BigEndian(bytes) ^ (1UL << 63);
    }

    /// <summary>A text; null where it is absent.</summary>
    public void Varchar(EntryText text)
    {
        if (text.IsPresent)
        {
            Write(Cell<DuckDBString>(ColumnType.Varchar), text);
        }
        else
        {
            Null();
        }
    }

    /// <summary>Bytes that are a text as they stand; null where there are none.</summary>
    public void Varchar(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            Null();
            return;
        }

        Write(Cell<DuckDBString>(ColumnType.Varchar), utf8);
    }

    public void Null()
    {
        ulong* validity = _validity[_column++];
        validity[Count >> 6] &= ~(1UL << (Count & 63));
    }

    /// <summary>
    /// Begins a list of <paramref name="count"/> elements, which <see cref="Element"/> adds one by one; an empty one is null.
    /// </summary>
    public void VarcharList(int count)
    {
        if (count == 0)
        {
            Null();
            return;
        }

        int column = _column;
        *Cell<DuckDBListEntry>(ColumnType.VarcharList) = new(_elementCount, (ulong)count);
        ulong needed = _elementCount + (ulong)count;
        if (needed > _elementCapacity)
        {
            _elementCapacity = Math.Max(needed, _elementCapacity * 2);
            if (NativeMethods.Vectors.DuckDBListVectorReserve(_vectors[column], _elementCapacity) != DuckDBState.Success)
            {
                throw new AppendFailedException("Out of Memory Error: no room for the elements of a list.");
            }

            _elements = NativeMethods.Vectors.DuckDBListVectorGetChild(_vectors[column]);
        }
    }

    public void Element(EntryText text)
    {
        var cells = (DuckDBString*)NativeMethods.Vectors.DuckDBVectorGetData(_elements);
        Write(&cells[_elementCount++], text);
    }

    /// <summary>Gives the rows to an appender, which copies them, and empties the chunk.</summary>
    public void AppendTo(DuckDBAppender appender)
    {
        NativeMethods.DataChunks.DuckDBDataChunkSetSize(_chunk, (ulong)Count);
        for (int i = 0; i < _types.Length; i++)
        {
            if (_types[i] == ColumnType.VarcharList)
            {
                NativeMethods.Vectors.DuckDBListVectorSetSize(_vectors[i], _elementsOfEndedRows);
            }
        }

        DuckDBState state = NativeMethods.Appender.DuckDBAppendDataChunk(appender, _chunk);
        Clear();
        AppendFailedException.ThrowIfFailed(state, appender);
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        NativeMethods.DataChunks.DuckDBDataChunkReset(_chunk);
        for (int i = 0; i < _types.Length; i++)
        {
            nint vector = NativeMethods.DataChunks.DuckDBDataChunkGetVector(_chunk, i);
            NativeMethods.Vectors.DuckDBVectorEnsureValidityWritable(vector);
            _vectors[i] = vector;
            _data[i] = (byte*)NativeMethods.Vectors.DuckDBVectorGetData(vector);
            _validity[i] = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
            new Span<ulong>(_validity[i], Rows / 64).Fill(ulong.MaxValue);
            if (_types[i] == ColumnType.VarcharList)
            {
                _elements = NativeMethods.Vectors.DuckDBListVectorGetChild(vector);
                _elementCapacity = 0;
            }
        }

        _text.Clear();
        _elementCount = _elementsOfEndedRows = 0;
        Count = 0;
        Bytes = 0;
    }

    public void Dispose()
    {
        _chunk.Dispose();
        _text.Dispose();
    }

    static DuckDBLogicalType CreateLogicalType(ColumnType type)
    {
        if (type != ColumnType.VarcharList)
        {
            return NativeMethods.LogicalType.DuckDBCreateLogicalType((DuckDBType)type);
        }

        using DuckDBLogicalType element = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Varchar);
        return NativeMethods.LogicalType.DuckDBCreateListType(element);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    T* Cell<T>(ColumnType type, int cellSize = 0)
        where T : unmanaged
    {
        int column = _column++;
        if (_types[column] != type)
        {
            throw new InvalidOperationException($"Column {column} is {_types[column]}, not {type}.");
        }

        _validity[column][Count >> 6] |= 1UL << (Count & 63);
        return (T*)(_data[column] + ((long)Count * (cellSize == 0 ? sizeof(T) : cellSize)));
    }

    void Write(DuckDBString* cell, EntryText text)
    {
        if (text.IsPlain)
        {
            Write(cell, text.Raw);
            return;
        }

        Span<byte> unescaped = _text.Reserve(text.MaxLength);
        WriteKept(cell, unescaped[..text.CopyTo(unescaped)]);
    }

    void Write(DuckDBString* cell, ReadOnlySpan<byte> utf8)
    {
        Span<byte> kept = _text.Reserve(utf8.Length);
        utf8.CopyTo(kept);
        WriteKept(cell, kept);
    }

    /// <summary>DuckDB's own form of a string: up to 12 bytes stand in the cell, longer ones where the arena has them.</summary>
    void WriteKept(DuckDBString* cell, Span<byte> kept)
    {
        if (!Utf8.IsValid(kept))
        {
            throw new EntryFormatException("A text of the entry is not UTF-8.");
        }

        var bytes = new Span<byte>(cell, sizeof(DuckDBString));
        bytes.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(bytes, kept.Length);
        if (kept.Length <= 12)
        {
            kept.CopyTo(bytes[4..]);
            return;
        }

        kept[..4].CopyTo(bytes[4..]);
        cell->value.pointer.ptr = (sbyte*)Unsafe.AsPointer(ref kept[0]);
        _text.Keep(kept.Length);
        Bytes += kept.Length;
    }
}
