using MetaLogging.Embedded.Tables;
using MetaLogging.Entries;
using MetaLogging.Journaling;
using MetaLogging.Stores;

namespace MetaLogging.Embedded.Verifying;

/// <summary>
/// Compares all tables of events with the entries of the journal. Sequences are cut into ranges, each small enough for its rows to be in
/// memory; rows are found by their sequences, so that they need not be sorted.
/// </summary>
internal sealed class Comparison : IDisposable
{
    /// <summary>About how many bytes of rows one range should have.</summary>
    const long RangeBytes = 16 << 20;

    const int FewestInRange = 256;

    readonly ReadOnlyDatabase _database;
    readonly DifferenceList _differences;
    readonly long _position;
    readonly Unsettled _unsettled;
    readonly SetAsideRanges _setAside;
    readonly TableComparison?[] _tables;
    readonly EntryView _view = new();
    readonly bool[] _isInJournal = new bool[StoredRows.Most];
    readonly List<SequenceRange> _unread = [];
    long _rangeFrom;
    long _rangeEnd;
    long _readEnd = long.MinValue;
    int _rangeLength = StoredRows.Most / 4;
    long _bytes;
    long _entries;

    public Comparison(ReadOnlyDatabase database, StoreContents contents, DifferenceList differences)
    {
        (_database, _differences, _position) = (database, differences, contents.Position!.Value);
        _unsettled = new(_position);
        _setAside = new(contents.SetAside, differences);
        _tables = [.. EventTable.All.Select(table =>
            contents.HasTable(table) ? new TableComparison(database, table, differences, _unsettled) : null)];
    }

    public long Rows => _tables.Sum(table => table?.Compared ?? 0);

    public long NotYetThere { get; private set; }

    public long NotYetErased => _unsettled.NotYetErased;

    public long NotYetDropped => _unsettled.NotYetDropped;

    public void Take(IReadOnlyList<JournalEntry> entries)
    {
        foreach (JournalEntry entry in entries)
        {
            if (entry.Sequence < _position)
            {
                if (entry.Sequence >= _rangeEnd)
                {
                    EndRange();
                    BeginRange(entry.Sequence);
                }

                _isInJournal[entry.Sequence - _rangeFrom] = true;
                _bytes += entry.Fact.Length + entry.Detail.Length;
                _entries++;
            }
            else
            {
                NotYetThere++;
            }

            Take(entry);
        }
    }

    /// <summary>Compares what is left, looks for rows of no range, and tells what no order explains.</summary>
    public void End()
    {
        EndRange();
        _unread.Add(new(_readEnd, long.MaxValue));
        foreach (TableComparison table in _tables.OfType<TableComparison>())
        {
            try
            {
                TellRest(table);
            }
            catch (Exception e) when (StoreFailure.IsOfDatabase(e))
            {
                _differences.Add(null, table.Name, null, "it can't be read to its end: the file is damaged");
            }
        }

        _unsettled.Settle(_differences);
    }

    public void Dispose() => Array.ForEach(_tables, table => table?.Dispose());

    void Take(in JournalEntry entry)
    {
        bool isWanted = entry.Sequence < _position;
        string? reason = null;
        try
        {
            _view.Read(entry);
            if (_view.Order is { } order)
            {
                _unsettled.AddOrder(entry.Sequence, order);
            }

            if (isWanted && !_setAside.Has(entry.Sequence))
            {
                _tables[(int)_view.Kind]?.Add(_view);
            }
        }
        catch (EntryFormatException e)
        {
            reason = e.Message;
        }

        if (isWanted)
        {
            _setAside.Compare(entry.Sequence, reason);
        }
    }

    void BeginRange(long from)
    {
        if (from > _readEnd)
        {
            _unread.Add(new(_readEnd, from));
        }

        _rangeLength = _entries == 0
            ? _rangeLength
            : (int)Math.Clamp(RangeBytes * _entries / Math.Max(_bytes, 1), FewestInRange, StoredRows.Most);
        (_bytes, _entries) = (0, 0);
        (_rangeFrom, _rangeEnd) = (from, Math.Min(from + _rangeLength, _position));
        _readEnd = _rangeEnd;
        Array.Clear(_isInJournal);
        Array.ForEach(_tables, table => table?.Begin(_rangeFrom, _rangeEnd));
    }

    void EndRange()
    {
        if (_rangeEnd > _rangeFrom)
        {
            Array.ForEach(_tables, table => table?.End(sequence => _isInJournal[sequence - _rangeFrom]));
        }

        _rangeFrom = _rangeEnd;
    }

    /// <summary>
    /// Tells the rows that no range had, and makes sure that all rows were met: what a file says of its own row groups decides which of
    /// them are read, and is not to be believed.
    /// </summary>
    void TellRest(TableComparison table)
    {
        long count = table.Rows.Count;
        long folded = table.Rows.Folded;
        foreach (SequenceRange range in _unread)
        {
            List<long> rest = _database.Read(
                new Statement($"SELECT sequence FROM disk.{table.Name} WHERE sequence >= ").Value(range.From).Add(" AND sequence < ")
                    .Value(range.To).Add(" ORDER BY sequence"),
                row => row.GetInt64(0));
            count += rest.Count;
            foreach (long sequence in rest)
            {
                folded ^= sequence;
                TellRest(table, sequence);
            }
        }

        List<(long Count, long Blank, long Folded)> whole = _database.Read(
            new($"SELECT count(*), count(*) FILTER (sequence IS NULL), coalesce(bit_xor(sequence), 0) FROM disk.{table.Name}"),
            row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)));
        if (whole[0].Blank > 0)
        {
            _differences.Add(null, table.Name, "sequence", $"{whole[0].Blank} rows have none", whole[0].Blank);
        }

        if (whole[0].Count != count + whole[0].Blank || whole[0].Folded != folded)
        {
            _differences.Add(null, table.Name, null, "it has other rows when it is read as a whole: the file's own statistics are wrong");
        }
    }

    void TellRest(TableComparison table, long sequence)
    {
        if (sequence >= _position)
        {
            _differences.Add(sequence, table.Name, null, "a row too many: it lies at or behind the store's own position");
        }
        else
        {
            _unsettled.AddKeptRow(EventTable.All.Single(of => of.Name == table.Name), sequence);
        }
    }
}
