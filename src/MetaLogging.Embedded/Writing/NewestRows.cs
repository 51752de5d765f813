using DuckDB.NET.Native;
using MetaLogging.Embedded.Tables;
using MetaLogging.Entries;
using MetaLogging.Journaling;
using MetaLogging.Stores;

namespace MetaLogging.Embedded.Writing;

/// <summary>
/// Takes entries into the tables in memory, and moves all of them to disk when one table has a row group's rows: small transactions on
/// disk would be written twice, to DuckDB's log and
/// to its file, and a row group is what it compresses. Used by one writer at a time.
/// </summary>
internal sealed class NewestRows : IDisposable
{
    readonly Database _database;
    readonly int _mostRows;
    readonly long _mostBytes;
    readonly EntryView _view = new();
    readonly TableChunk[] _chunks = [.. EventTable.All.Select(table => new TableChunk(table))];
    readonly DuckDBAppender?[] _appenders = new DuckDBAppender?[EventTable.All.Length];
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
        long next = Next;
        long bytes = _bytes;
        long[] rows = [.. _rows];
        int index = from;
        try
        {
            _database.InTransaction(() =>
            {
                for (; index < entries.Count && !IsFull; index++)
                {
                    if (entries[index].Sequence >= Next)
                    {
                        Take(entries[index]);
                    }
                }

                Flush();
            });
        }
        catch
        {
            Next = next;
            _bytes = bytes;
            rows.CopyTo(_rows, 0);
            _setAside.Clear();
            Array.ForEach(_chunks, chunk => chunk.Clear());
            ClearAppenders();
            throw;
        }
        finally
        {
            CloseAppenders();
        }

        _setAside.ForEach(setAside);
        _setAside.Clear();
        return index;
    }

    /// <summary>Passes over a range, which is set aside; what is before the position was taken before.</summary>
    public void Skip(SetAside range)
    {
        RequireNext(Math.Min(range.FirstSequence, Next));
        if (range.EndSequence > Next)
        {
            _database.InTransaction(() => InsertSetAside(range with { FirstSequence = Math.Max(range.FirstSequence, Next) }));
            Next = range.EndSequence;
        }
    }

    /// <summary>
    /// Moves all rows to disk, together with the position. Two transactions, since one can write to one database only: should it stop
    /// between them, what stands in both is passed over in memory,
    /// being before the position on disk.
    /// </summary>
    public void Move()
    {
        _database.InTransaction(() =>
        {
            foreach (EventTable table in EventTable.All)
            {
                if (_rows[(int)table.Kind] > 0)
                {
                    Statement rows = new($"INSERT INTO disk.{table.Name} SELECT * FROM {table.Name} WHERE sequence >= ");
                    _database.Execute(rows.Value(Moved));
                }
            }

            _database.Execute(new Statement("INSERT INTO disk.set_aside SELECT * FROM set_aside WHERE first_sequence >= ").Value(Moved));
            _database.Execute(new Statement("UPDATE disk.position SET next_sequence = ").Value(Next));
        });
        Moved = Next;
        _database.CreateNewestTables();
        Array.Clear(_rows);
        _bytes = 0;
    }

    public void Dispose()
    {
        CloseAppenders();
        Array.ForEach(_chunks, chunk => chunk.Dispose());
    }

    void Take(in JournalEntry entry)
    {
        RequireNext(entry.Sequence);
        try
        {
            _view.Read(entry);
            TableChunk chunk = _chunks[(int)_view.Kind];
            EntryRow.Write(_view, chunk);
            _rows[(int)_view.Kind]++;
            if (chunk.IsFull)
            {
                Append((int)_view.Kind);
            }
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
        new Statement("INSERT INTO set_aside VALUES (").Value(range.FirstSequence).Add(", ").Value(range.EndSequence)
            .Add(", ").Value(range.Reason).Add(")"));

    void Append(int table)
    {
        if (_appenders[table] is null)
        {
            DuckDBState created = NativeMethods.Appender.DuckDBAppenderCreateExt(
                _database.Writer.NativeConnection, "memory", "main", EventTable.All[table].Name, out DuckDBAppender appender);
            _appenders[table] = appender;
            AppendFailedException.ThrowIfFailed(created, appender);
        }

        _bytes += _chunks[table].Bytes;
        _chunks[table].AppendTo(_appenders[table]!);
    }

    void Flush()
    {
        for (int table = 0; table < _chunks.Length; table++)
        {
            if (_chunks[table].Count > 0)
            {
                Append(table);
            }

            if (_appenders[table] is { } appender)
            {
                AppendFailedException.ThrowIfFailed(NativeMethods.Appender.DuckDBAppenderFlush(appender), appender);
            }
        }
    }

    /// <summary>An appender that is closed writes what it still has, outside of any transaction; so it is emptied first.</summary>
    void ClearAppenders()
    {
        foreach (DuckDBAppender? appender in _appenders)
        {
            if (appender is not null)
            {
                NativeMethods.Appender.DuckDBAppenderClear(appender);
            }
        }
    }

    void CloseAppenders()
    {
        for (int table = 0; table < _appenders.Length; table++)
        {
            _appenders[table]?.Dispose();
            _appenders[table] = null;
        }
    }
}
