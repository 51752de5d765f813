using DuckDB.NET.Data;
using DuckDB.NET.Native;
using MetaLogging.Embedded.Tables;
using MetaLogging.Entries;
using DuckDBAppender = DuckDB.NET.Native.DuckDBAppender;

namespace MetaLogging.Embedded.Writing;

/// <summary>
/// Gives entries as rows to the tables of one attached database, chunk by chunk, inside a transaction. Used by one writer at a time.
/// </summary>
internal sealed class RowAppenders(Database database) : IDisposable
{
    /// <summary>An appender collects chunks before the table gets them; more than these are out of the processor's caches by then.</summary>
    const int ChunksAtOnce = 4;

    readonly TableChunk[] _chunks = [.. EventTable.All.Select(table => new TableChunk(table))];
    readonly DuckDBAppender?[] _appenders = new DuckDBAppender?[EventTable.All.Length];
    readonly int[] _collected = new int[EventTable.All.Length];

    /// <summary>The database whose tables get the rows.</summary>
    public string Into { get; set; } = Database.Memory;

    /// <summary>Takes an entry; answers about how many bytes were given away by that, 0 for most entries.</summary>
    /// <exception cref="EntryFormatException">The entry can't be a row; nothing of it was taken.</exception>
    public long Add(EntryView entry)
    {
        TableChunk chunk = _chunks[(int)entry.Kind];
        EntryRow.Write(entry, chunk);
        return chunk.IsFull ? Append((int)entry.Kind) : 0;
    }

    /// <summary>
    /// Copies the rows of a table in memory, from a sequence on, chunk by chunk on this thread. In INSERT … SELECT one thread does the
    /// work while this one spins, and rows that fill a row group are written twice.
    /// </summary>
    public void CopyFromMemory(EventTable table, long sequence)
    {
        DuckDBConnection connection = database.Take();
        bool isSound = false;
        try
        {
            using DuckDBPreparedStatement rows = NewestRowsOf(table, sequence, connection);
            DuckDBState executed = NativeMethods.PreparedStatements.DuckDBExecutePreparedStreaming(rows, out DuckDBResult result);
            try
            {
                AppendFailedException.ThrowIfFailed(executed, ref result);
                while (AppendNext(ref result, (int)table.Kind))
                {
                }

                isSound = true;
            }
            finally
            {
                NativeMethods.Query.DuckDBDestroyResult(ref result);
            }
        }
        finally
        {
            if (isSound)
            {
                database.GiveBack(connection);
            }
            else
            {
                connection.Dispose();
            }
        }
    }

    /// <summary>Gives all that was taken to the tables; answers about how many bytes were still to be given away.</summary>
    public long Flush()
    {
        long bytes = 0;
        for (int table = 0; table < _chunks.Length; table++)
        {
            bytes += _chunks[table].Count > 0 ? Append(table) : 0;
            Flush(table);
        }

        return bytes;
    }

    /// <summary>Forgets what was taken and not flushed. An appender writes it when it is closed, outside of any transaction.</summary>
    public void Clear()
    {
        Array.ForEach(_chunks, chunk => chunk.Clear());
        foreach (DuckDBAppender? appender in _appenders)
        {
            if (appender is not null)
            {
                NativeMethods.Appender.DuckDBAppenderClear(appender);
            }
        }
    }

    /// <summary>Closes the appenders; with the next entry they are opened again.</summary>
    public void Close()
    {
        for (int table = 0; table < _appenders.Length; table++)
        {
            _appenders[table]?.Dispose();
            _appenders[table] = null;
            _collected[table] = 0;
        }
    }

    public void Dispose()
    {
        Close();
        Array.ForEach(_chunks, chunk => chunk.Dispose());
    }

    long Append(int table)
    {
        long bytes = _chunks[table].Bytes;
        _chunks[table].AppendTo(Opened(table));
        Count(table);
        return bytes;
    }

    bool AppendNext(ref DuckDBResult result, int table)
    {
        using DuckDBDataChunk chunk = NativeMethods.StreamingResult.DuckDBStreamFetchChunk(result);
        if (chunk.IsInvalid)
        {
            AppendFailedException.ThrowIfFailed(DuckDBState.Error, ref result);
            return false;
        }

        AppendFailedException.ThrowIfFailed(NativeMethods.Appender.DuckDBAppendDataChunk(Opened(table), chunk), Opened(table));
        Count(table);
        return true;
    }

    DuckDBAppender Opened(int table)
    {
        if (_appenders[table] is { } opened)
        {
            return opened;
        }

        DuckDBState created = NativeMethods.Appender.DuckDBAppenderCreateExt(
            database.Writer.NativeConnection, Into, "main", EventTable.All[table].Name, out DuckDBAppender appender);
        _appenders[table] = appender;
        AppendFailedException.ThrowIfFailed(created, appender);
        return appender;
    }

    void Count(int table)
    {
        if (++_collected[table] == ChunksAtOnce)
        {
            Flush(table);
        }
    }

    static DuckDBPreparedStatement NewestRowsOf(EventTable table, long sequence, DuckDBConnection connection)
    {
        DuckDBState prepared = NativeMethods.PreparedStatements.DuckDBPrepare(
            connection.NativeConnection, $"SELECT * FROM {Database.Memory}.{table.Name} WHERE sequence >= $1",
            out DuckDBPreparedStatement rows);
        if (prepared != DuckDBState.Success
            || NativeMethods.PreparedStatements.DuckDBBindInt64(rows, 1, sequence) != DuckDBState.Success)
        {
            using (rows)
            {
                throw new AppendFailedException(NativeMethods.PreparedStatements.DuckDBPrepareError(rows));
            }
        }

        return rows;
    }

    void Flush(int table)
    {
        _collected[table] = 0;
        if (_appenders[table] is { } appender)
        {
            AppendFailedException.ThrowIfFailed(NativeMethods.Appender.DuckDBAppenderFlush(appender), appender);
        }
    }
}
