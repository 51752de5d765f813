using MetaLogging.Embedded.Tables;
using MetaLogging.Entries;
using MetaLogging.Journaling;
using MetaLogging.Stores;

namespace MetaLogging.Embedded.Writing;

/// <summary>
/// Takes entries into the tables in memory, and moves all of them to disk when one table has a row group's rows: small transactions on
/// disk would be written twice, to DuckDB's log and to its file, and a row group is what it compresses. Entries that fill a row group
/// need not pass through memory. Used by one writer at a time.
/// </summary>
internal sealed class NewestRows : IDisposable
{
    readonly Database _database;
    readonly int _mostRows;
    readonly long _mostBytes;
    readonly EntryView _view = new();
    readonly RowAppenders _appenders;
    readonly long[] _rows = new long[EventTable.All.Length];
    readonly List<SetAside> _setAside = [];
    long _bytes;

    /// <param name="database">The open database.</param>
    /// <param name="position">Its position on disk; nothing is in memory yet.</param>
    /// <param name="mostRows">At so many rows of one table all are moved.</param>
    /// <param name="mostBytes">At so many bytes they are moved however few they are.</param>
    public NewestRows(Database database, long position, int mostRows, long mostBytes)
    {
        _database = database;
        _appenders = new(database);
        _mostRows = mostRows;
        _mostBytes = mostBytes;
        Next = Moved = position;
    }

    /// <summary>The sequence that is wanted next.</summary>
    public long Next { get; private set; }

    /// <summary>The position on disk: all entries before it are there.</summary>
    public long Moved { get; private set; }

    /// <summary>How many rows are in memory.</summary>
    public long Rows => _rows.Sum();

    /// <summary>Whether rows are to be moved to disk before more are taken.</summary>
    public bool IsFull => _bytes >= _mostBytes || Array.Exists(_rows, rows => rows >= _mostRows);

    /// <summary>
    /// Takes entries from index <paramref name="from"/> on, until all are taken or memory is full, in one transaction; answers the index
    /// behind the last that was taken.
    /// Those before the position were taken before and are passed over. When it fails, none is taken.
    /// </summary>
    /// <param name="entries">The entries.</param>
    /// <param name="from">The index of the first.</param>
    /// <param name="setAside">Is told of every entry that can't be taken.</param>
    public int Take(IReadOnlyList<JournalEntry> entries, int from, Action<SetAside> setAside)
    {
        int index;
        using (Taking taking = new(this, Database.Memory))
        {
            index = TakeUntilFull(entries, from);
            Flush();
            taking.Commit();
        }

        TellSetAside(setAside);
        return index;
    }

    /// <summary>
    /// Takes entries straight to disk, with all rows that are in memory, until a table has a row group's rows or there are no more, in
    /// one transaction together with the position. When it fails, none is taken.
    /// </summary>
    /// <param name="run">The entries, batch after batch.</param>
    /// <param name="setAside">Is told of every entry that can't be taken.</param>
    /// <returns>What is left of the batch that was taken last.</returns>
    public async Task<IReadOnlyList<JournalEntry>> TakeToDiskAsync(
        IAsyncEnumerable<IReadOnlyList<JournalEntry>> run, Action<SetAside> setAside)
    {
        IReadOnlyList<JournalEntry> entries = [];
        int index = 0;
        using (Taking taking = new(this, Database.Disk))
        {
            CopyToDisk();
            await foreach (IReadOnlyList<JournalEntry> batch in run)
            {
                (entries, index) = (batch, TakeUntilFull(batch, 0));
                if (IsFull)
                {
                    break;
                }
            }

            Flush();
            SetPosition();
            taking.Commit();
        }

        EmptyMemory();
        TellSetAside(setAside);
        return [.. entries.Skip(index)];
    }

    /// <summary>Passes over a range, which is set aside; what is before the position was taken before.</summary>
    public void Skip(SetAside range)
    {
        RequireNext(Math.Min(range.FirstSequence, Next));
        if (range.EndSequence > Next)
        {
            using Taking taking = new(this, Database.Memory);
            InsertSetAside(range with { FirstSequence = Math.Max(range.FirstSequence, Next) });
            Next = range.EndSequence;
            taking.Commit();
        }
    }

    /// <summary>
    /// Moves all rows to disk, together with the position. Two transactions, since one can write to one database only: should it stop
    /// between them, what stands in both is passed over in memory,
    /// being before the position on disk.
    /// </summary>
    public void Move()
    {
        using (Taking taking = new(this, Database.Disk))
        {
            CopyToDisk();
            Flush();
            SetPosition();
            taking.Commit();
        }

        EmptyMemory();
    }

    public void Dispose() => _appenders.Dispose();

    int TakeUntilFull(IReadOnlyList<JournalEntry> entries, int index)
    {
        for (; index < entries.Count && !IsFull; index++)
        {
            if (entries[index].Sequence >= Next)
            {
                Take(entries[index]);
            }
        }

        return index;
    }

    void Flush() => _bytes += _appenders.Flush();

    void Take(in JournalEntry entry)
    {
        RequireNext(entry.Sequence);
        try
        {
            _view.Read(entry);
            _bytes += _appenders.Add(_view);
            _rows[(int)_view.Kind]++;
        }
        catch (EntryFormatException e)
        {
            SetAside aside = new(entry.Sequence, entry.Sequence + 1, e.Message);
            InsertSetAside(aside);
            _setAside.Add(aside);
        }

        Next = entry.Sequence + 1;
    }

    void RequireNext(long sequence)
    {
        if (sequence != Next)
        {
            throw new InvalidOperationException($"The embedded store wants the entry {Next} and was given {sequence}.");
        }
    }

    void InsertSetAside(SetAside range) => _database.Execute(
        new Statement($"INSERT INTO {_appenders.Into}.set_aside VALUES (").Value(range.FirstSequence).Add(", ").Value(range.EndSequence)
            .Add(", ").Value(range.Reason).Add(")"));

    void TellSetAside(Action<SetAside> setAside)
    {
        _setAside.ForEach(setAside);
        _setAside.Clear();
    }

    void CopyToDisk()
    {
        foreach (EventTable table in EventTable.All)
        {
            if (_rows[(int)table.Kind] > 0)
            {
                _appenders.CopyFromMemory(table, Moved);
            }
        }

        _database.Execute(new Statement("INSERT INTO disk.set_aside SELECT * FROM set_aside WHERE first_sequence >= ").Value(Moved));
    }

    void SetPosition() => _database.Execute(new Statement("UPDATE disk.position SET next_sequence = ").Value(Next));

    void EmptyMemory()
    {
        Moved = Next;
        _database.CreateNewestTables();
        Array.Clear(_rows);
        _bytes = 0;
    }

    /// <summary>A transaction that writes to one database. Unless it is committed, nothing was taken.</summary>
    sealed class Taking : IDisposable
    {
        readonly NewestRows _into;
        readonly Transaction _transaction;
        readonly long _next;
        readonly long _bytes;
        readonly long[] _rows;
        bool _isCommitted;

        public Taking(NewestRows into, string database)
        {
            (_into, _next, _bytes, _rows) = (into, into.Next, into._bytes, [.. into._rows]);
            into._appenders.Into = database;
            _transaction = into._database.Begin();
        }

        public void Commit()
        {
            _transaction.Commit();
            _isCommitted = true;
        }

        public void Dispose()
        {
            if (!_isCommitted)
            {
                (_into.Next, _into._bytes) = (_next, _bytes);
                _rows.CopyTo(_into._rows, 0);
                _into._setAside.Clear();
                _into._appenders.Clear();
            }

            _transaction.Dispose();
            _into._appenders.Close();
        }
    }
}
