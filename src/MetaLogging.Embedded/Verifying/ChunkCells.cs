using DuckDB.NET.Native;
using MetaLogging.Embedded.Tables;

namespace MetaLogging.Embedded.Verifying;

/// <summary>The cells of one data chunk of a table, read where DuckDB has them. Valid as long as the chunk is.</summary>
internal sealed unsafe class ChunkCells(EventTable table)
{
    readonly ColumnType[] _types = [.. table.Columns.Select(column => column.Type)];
    readonly byte*[] _data = new byte*[table.Columns.Count];
    readonly ulong*[] _validity = new ulong*[table.Columns.Count];
    readonly DuckDBString*[] _elements = new DuckDBString*[table.Columns.Count];
    readonly ulong*[] _elementValidity = new ulong*[table.Columns.Count];

    /// <summary>Looks at a chunk that has the table's columns, in their order.</summary>
    public void Bind(DuckDBDataChunk chunk)
    {
        for (int column = 0; column < _types.Length; column++)
        {
            nint vector = NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column);
            _data[column] = (byte*)NativeMethods.Vectors.DuckDBVectorGetData(vector);
            _validity[column] = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
            if (_types[column] == ColumnType.VarcharList)
            {
                nint child = NativeMethods.Vectors.DuckDBListVectorGetChild(vector);
                _elements[column] = (DuckDBString*)NativeMethods.Vectors.DuckDBVectorGetData(child);
                _elementValidity[column] = NativeMethods.Vectors.DuckDBVectorGetValidity(child);
            }
        }
    }

    public bool IsNull(int column, int row) => IsNull(_validity[column], (ulong)row);

    public long BigInt(int column, int row) => ((long*)_data[column])[row];

    /// <summary>A small number; 0 where it is null.</summary>
    public byte UTinyInt(int column, int row) => IsNull(column, row) ? (byte)0 : _data[column][row];

    /// <summary>Whether a cell is bit by bit that of another chunk of the same table.</summary>
    public bool IsSame(int column, int row, ChunkCells other, int otherRow)
    {
        bool isNull = IsNull(column, row);
        if (isNull || other.IsNull(column, otherRow))
        {
            return isNull && other.IsNull(column, otherRow);
        }

        byte* one = _data[column];
        byte* another = other._data[column];
        switch (_types[column])
        {
            case ColumnType.Boolean:
            case ColumnType.UTinyInt:
                return one[row] == another[otherRow];
            case ColumnType.Integer:
                return ((int*)one)[row] == ((int*)another)[otherRow];
            case ColumnType.BigInt:
            case ColumnType.Double:
                return ((long*)one)[row] == ((long*)another)[otherRow];
            case ColumnType.Uuid:
                return ((UInt128*)one)[row] == ((UInt128*)another)[otherRow];
            case ColumnType.Varchar:
                return IsSame(&((DuckDBString*)one)[row], &((DuckDBString*)another)[otherRow]);
            case ColumnType.VarcharList:
                return IsSameList(column, ((DuckDBListEntry*)one)[row], other, ((DuckDBListEntry*)another)[otherRow]);
            default:
                throw new InvalidOperationException($"Column {column} has no type.");
        }
    }

    bool IsSameList(int column, DuckDBListEntry list, ChunkCells other, DuckDBListEntry otherList)
    {
        if (list.Length != otherList.Length)
        {
            return false;
        }

        for (ulong i = 0; i < list.Length; i++)
        {
            bool isNull = IsNull(_elementValidity[column], list.Offset + i);
            if (isNull != IsNull(other._elementValidity[column], otherList.Offset + i)
                || (!isNull && !IsSame(&_elements[column][list.Offset + i], &other._elements[column][otherList.Offset + i])))
            {
                return false;
            }
        }

        return true;
    }

    static bool IsSame(DuckDBString* one, DuckDBString* another) => Bytes(one).SequenceEqual(Bytes(another));

    /// <summary>DuckDB's own form of a string: up to 12 bytes stand in the cell, longer ones elsewhere.</summary>
    static ReadOnlySpan<byte> Bytes(DuckDBString* cell)
    {
        int length = *(int*)cell;
        return length <= 12 ? new((byte*)cell + 4, length) : new(cell->value.pointer.ptr, length);
    }

    static bool IsNull(ulong* validity, ulong row) => validity is not null && (validity[row >> 6] & (1UL << (int)(row & 63))) == 0;
}
