using MetaLogging.Embedded.Tables;
using MetaLogging.Embedded.Writing;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Stores;

namespace MetaLogging.Embedded.Verifying;

/// <summary>
/// Compares one table with the journal, a range of sequences after the other: entries are written as rows by the same code that fills the
/// table, and the cells compared bit by bit.
/// </summary>
internal sealed class TableComparison : IDisposable
{
    static readonly EntryParts[] SingleParts = [EntryParts.Actor, EntryParts.Client, EntryParts.Subject, EntryParts.Content];

    readonly EventTable _table;
    readonly DifferenceList _differences;
    readonly Unsettled _unsettled;
    readonly TableChunk _expected;
    readonly ChunkCells _expectedCells;
    readonly int _erased;
    bool _isReadable;

    public TableComparison(ReadOnlyDatabase database, EventTable table, DifferenceList differences, Unsettled unsettled)
    {
        (_table, _differences, _unsettled) = (table, differences, unsettled);
        (_expected, _expectedCells) = (new(table), new(table));
        Rows = new(database, table);
        _erased = table.Columns.Count - 1;
    }

    /// <summary>The rows of the range.</summary>
    public StoredRows Rows { get; }

    public string Name => _table.Name;

    /// <summary>How many rows were compared.</summary>
    public long Compared { get; private set; }

    /// <summary>Begins a range: reads the rows that the table has of it.</summary>
    public void Begin(long from, long end)
    {
        _isReadable = false;
        try
        {
            Rows.Load(from, end);
            _isReadable = true;
        }
        catch (Exception e) when (StoreFailure.IsOfDatabase(e))
        {
            Rows.Clear();
            _differences.Add(from, Name, null, StoreFailure.IsOfMemory(e)
                ? $"its rows up to {end - 1} are larger than any that the store writes"
                : $"its rows up to {end - 1} can't be read: the file is damaged");
        }
    }

    /// <summary>Takes an entry of the range that should be a row of this table.</summary>
    /// <exception cref="EntryFormatException">The entry can't be a row.</exception>
    public void Add(EntryView entry)
    {
        if (_expected.IsFull)
        {
            Compare();
        }

        EntryRow.Write(entry, _expected);
    }

    /// <summary>Ends the range; <paramref name="isInJournal"/> tells which sequences of it the journal has.</summary>
    public void End(Func<long, bool> isInJournal)
    {
        Compare();
        foreach (long sequence in Rows.Left())
        {
            if (isInJournal(sequence))
            {
                _differences.Add(sequence, Name, null, "a row too many: the journal's entry is no row of this table");
            }
            else
            {
                _unsettled.AddKeptRow(_table, sequence);
            }
        }

        foreach (long sequence in Rows.Twice)
        {
            _differences.Add(sequence, Name, null, "one more row of this sequence");
        }

        foreach (long sequence in Rows.Strays)
        {
            _differences.Add(sequence, Name, null, "the row is found under other sequences: the file's own statistics are wrong");
        }

        Rows.Clear();
    }

    public void Dispose()
    {
        _expected.Dispose();
        Rows.Dispose();
    }

    void Compare()
    {
        _expectedCells.Bind(_expected.Native);
        for (int row = 0; row < _expected.Count && _isReadable; row++)
        {
            long sequence = _expectedCells.BigInt(0, row);
            if (Rows.TryTake(sequence, out ChunkCells cells, out int stored))
            {
                Compared++;
                CompareRow(sequence, row, cells, stored);
            }
            else
            {
                _unsettled.AddMissingRow(_table, sequence);
            }
        }

        _expected.Clear();
    }

    void CompareRow(long sequence, int row, ChunkCells cells, int stored)
    {
        for (int column = 0; column <= _erased; column++)
        {
            if (!_expectedCells.IsSame(column, row, cells, stored))
            {
                TellDifferences(sequence, row, cells, stored);
                return;
            }
        }
    }

    /// <summary>
    /// Names the columns that differ. Where a part is blank on one side only and marked as erased there, an order may be on its way.
    /// </summary>
    void TellDifferences(long sequence, int row, ChunkCells cells, int stored)
    {
        EntryParts kept = EntryParts.None;
        EntryParts gone = EntryParts.None;
        var expectedErased = (EntryParts)_expectedCells.UTinyInt(_erased, row);
        var storedErased = (EntryParts)cells.UTinyInt(_erased, stored);
        foreach (EntryParts part in SingleParts.Where(part => ((expectedErased ^ storedErased) & part) != 0))
        {
            bool isOfJournal = expectedErased.HasFlag(part);
            if (isOfJournal && !IsBlank(part, cells, stored))
            {
                kept |= part;
            }
            else if (!isOfJournal && IsBlank(part, cells, stored))
            {
                gone |= part;
            }
        }

        for (int column = 0; column < _erased; column++)
        {
            if ((_table.Columns[column].Part & (kept | gone)) == 0 && !_expectedCells.IsSame(column, row, cells, stored))
            {
                _differences.Add(sequence, Name, _table.Columns[column].Name, "differs");
            }
        }

        if (cells.IsNull(_erased, stored) || (expectedErased & ~kept) != (storedErased & ~gone))
        {
            _differences.Add(sequence, Name, _table.Columns[_erased].Name, "differs");
        }

        _unsettled.AddKeptText(_table, sequence, kept);
        _unsettled.AddMissingText(_table, sequence, gone);
    }

    bool IsBlank(EntryParts part, ChunkCells cells, int row)
    {
        for (int column = 0; column < _erased; column++)
        {
            if (_table.Columns[column].Part == part && !cells.IsNull(column, row))
            {
                return false;
            }
        }

        return true;
    }
}
