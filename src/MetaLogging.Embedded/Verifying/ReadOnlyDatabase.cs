using System.Globalization;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using MetaLogging.Embedded.Files;
using MetaLogging.Embedded.Writing;

namespace MetaLogging.Embedded.Verifying;

/// <summary>
/// The store's file, opened so that nothing can be written to it, in an empty database in memory. What DuckDB's log holds beyond the file
/// is seen and not played into it. Used by one thread at a time.
/// </summary>
internal sealed class ReadOnlyDatabase : IDisposable
{
    readonly DuckDBConnection _connection = new("Data Source=:memory:");

    ReadOnlyDatabase() => _connection.Open();

    public static ReadOnlyDatabase Open(StoreFiles files, EmbeddedStoreOptions options)
    {
        ReadOnlyDatabase database = new();
        try
        {
            // No temporary folder: nothing of the store is written anywhere.
            database.Execute(string.Create(CultureInfo.InvariantCulture, $"""
                SET memory_limit = '{options.MemoryLimit * 5 / 8}B';
                SET threads = {options.Threads};
                SET temp_directory = '';
                SET autoinstall_known_extensions = false;
                SET autoload_known_extensions = false;
                ATTACH {Database.Literal(files.Database)} AS disk (TYPE duckdb, READ_ONLY);
                SET enable_external_access = false;
                """));
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Runs statements that have no values.</summary>
    public void Execute(string constant)
    {
        using DuckDBCommand command = new Statement(constant).On(_connection);
        command.ExecuteNonQuery();
    }

    public List<T> Read<T>(Statement statement, Func<DuckDBDataReader, T> row)
    {
        using DuckDBCommand command = statement.On(_connection);
        using DuckDBDataReader reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    public DuckDBPreparedStatement Prepare(string constant)
    {
        DuckDBState prepared = NativeMethods.PreparedStatements.DuckDBPrepare(
            _connection.NativeConnection, constant, out DuckDBPreparedStatement statement);
        if (prepared == DuckDBState.Success)
        {
            return statement;
        }

        using (statement)
        {
            throw new AppendFailedException(NativeMethods.PreparedStatements.DuckDBPrepareError(statement));
        }
    }

    /// <summary>
    /// Runs a prepared statement with two numbers and hands its chunks over, which the taker disposes. They are whole results, since what
    /// is streamed need not lie flat in memory.
    /// </summary>
    public static void Read(DuckDBPreparedStatement statement, long first, long second, Action<DuckDBDataChunk> take)
    {
        NativeMethods.PreparedStatements.DuckDBBindInt64(statement, 1, first);
        NativeMethods.PreparedStatements.DuckDBBindInt64(statement, 2, second);
        DuckDBState executed = NativeMethods.PreparedStatements.DuckDBExecutePrepared(statement, out DuckDBResult result);
        try
        {
            AppendFailedException.ThrowIfFailed(executed, ref result);
            while (true)
            {
                DuckDBDataChunk chunk = NativeMethods.Query.DuckDBFetchChunk(result);
                if (chunk.IsInvalid)
                {
                    chunk.Dispose();
                    AppendFailedException.ThrowIfFailed(DuckDBState.Error, ref result);
                    return;
                }

                take(chunk);
            }
        }
        finally
        {
            NativeMethods.Query.DuckDBDestroyResult(ref result);
        }
    }

    public void Dispose() => _connection.Dispose();
}
