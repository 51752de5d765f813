using DuckDB.NET.Native;
using MetaLogging.Embedded.Tables;
using MetaLogging.Embedded.Writing;

namespace MetaLogging.Embedded.Verifying;

/// <summary>The rows of one table whose sequences lie in a range, found by their sequences. Not thread-safe.</summary>
internal sealed class StoredRows(ReadOnlyDatabase database, EventTable table) : IDisposable
{
    /// <summary>The most sequences of a range.</summary>
    public const int Most = 32_768;

    const int Unmet = 0;

    readonly List<DuckDBDataChunk> _chunks = [];
    readonly List<ChunkCells> _cells = [];
    readonly int[] _places = new int[Most];
    readonly List<long> _twice = [];
    readonly List<long> _strays = [];
    DuckDBPreparedStatement? _query;
    long _from;
    int _length;

    /// <summary>How many rows were read in all ranges.</summary>
    public long Count { get; private set; }

    /// <summary>All sequences that were read, folded into one number, to be compared with that of the whole table.</summary>
    public long Folded { get; private set; }

    /// <summary>Reads the rows of a range of at most <see cref="Most"/> sequences, in place of those before.</summary>
    public void Load(long from, long end)
    {
        Clear();
        (_from, _length) = (from, checked((int)(end - from)));
        _query ??= database.Prepare($"SELECT {table.ColumnNames} FROM disk.{table.Name} WHERE sequence >= $1 AND sequence < $2");
        ReadOnlyDatabase.Read(_query, from, end, chunk =>
        {
            if (_chunks.Count == _cells.Count)
            {
                _cells.Add(new(table));
            }

            _cells[_chunks.Count].Bind(chunk);
            _chunks.Add(chunk);
            Place(_chunks.Count - 1, (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunk));
        });
    }

    /// <summary>Finds the row of a sequence of the range, once.</summary>
    public bool TryTake(long sequence, out ChunkCells cells, out int row)
    {
        ref int place = ref _places[sequence - _from];
        if (place == Unmet)
        {
            (cells, row) = (null!, 0);
            return false;
        }

        (cells, row) = (_cells[(place - 1) / TableChunk.Rows], (place - 1) % TableChunk.Rows);
        place = Unmet;
        return true;
    }

    /// <summary>The sequences of rows that nobody took.</summary>
    public IEnumerable<long> Left()
    {
        for (int i = 0; i < _length; i++)
        {
            if (_places[i] != Unmet)
            {
                yield return _from + i;
            }
        }
    }

    /// <summary>The sequences of rows behind the first one of their sequence.</summary>
    public IReadOnlyList<long> Twice => _twice;

    /// <summary>The sequences of rows that are not in the range at all: what the file says of its row groups is not true.</summary>
    public IReadOnlyList<long> Strays => _strays;

    /// <summary>Forgets the rows.</summary>
    public void Clear()
    {
        _chunks.ForEach(chunk => chunk.Dispose());
        _chunks.Clear();
        _twice.Clear();
        _strays.Clear();
        Array.Clear(_places, 0, _length);
        _length = 0;
    }

    public void Dispose()
    {
        Clear();
        _query?.Dispose();
    }

    void Place(int chunk, int rows)
    {
        ChunkCells cells = _cells[chunk];
        for (int row = 0; row < rows; row++)
        {
            long sequence = cells.BigInt(0, row);
            Count++;
            Folded ^= sequence;
            if (cells.IsNull(0, row) || sequence < _from || sequence >= _from + _length)
            {
                _strays.Add(sequence);
                continue;
            }

            ref int place = ref _places[sequence - _from];
            if (place == Unmet)
            {
                place = (chunk * TableChunk.Rows) + row + 1;
            }
            else
            {
                _twice.Add(sequence);
            }
        }
    }
}
