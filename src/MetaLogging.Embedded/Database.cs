using System.Globalization;
using DuckDB.NET.Data;
using MetaLogging.Embedded.Files;
using MetaLogging.Embedded.Tables;

namespace MetaLogging.Embedded;

/// <summary>
/// An open DuckDB: the newest rows in memory, in the tables that have no other name, and all others in the file, in the tables of
/// <c>disk</c>.
/// </summary>
/// <remarks>
/// A transaction sees each of the two as it was when it first touched it, and moves go from memory to disk, so one that touches memory
/// first and then takes from memory
/// only what is at or beyond the position on disk sees every row once, whatever is moved meanwhile. (The other way round rows are lost.)
/// DuckDB is opened in memory, and the file attached, so that
/// nothing touches the file before it is asked for.
/// </remarks>
internal sealed class Database : IDisposable
{
    public const int Format = 1;

    /// <summary>The name of the database in memory, which is the one that needs none.</summary>
    public const string Memory = "memory";

    /// <summary>The name of the file.</summary>
    public const string Disk = "disk";

    /// <summary>The tables beside those of events, for a CREATE TABLE.</summary>
    public static readonly string[] OtherTables = ["store (format INTEGER, origin VARCHAR)", "position (next_sequence BIGINT)", SetAside];

    const string SetAside = "set_aside (first_sequence BIGINT, end_sequence BIGINT, reason VARCHAR)";

    readonly DuckDBConnection _first;
    readonly Stack<DuckDBConnection> _idle = new();
    readonly Lock _lock = new();

    Database(DuckDBConnection first) => _first = first;

    /// <summary>The connection of the one writer.</summary>
    public DuckDBConnection Writer => _first;

    /// <summary>Opens the file, or makes it.</summary>
    public static Database Open(StoreFiles files, EmbeddedStoreOptions options)
    {
        files.Prepare();
        var connection = new DuckDBConnection("Data Source=:memory:");
        var database = new Database(connection);
        try
        {
            connection.Open();

            // DuckDB counts its buffers only; what it needs besides, for a row group that is being compressed, is about half as much again.
            database.Execute(string.Create(CultureInfo.InvariantCulture, $"""
                SET memory_limit = '{options.MemoryLimit * 5 / 8}B';
                SET threads = {options.Threads};
                SET temp_directory = {Literal(files.Temporary)};
                SET late_materialization_max_rows = 1001;
                SET autoinstall_known_extensions = false;
                SET autoload_known_extensions = false;
                """));
            if (!File.Exists(files.Database))
            {
                database.Make(files);
            }

            database.Attach(files.Database, Disk);
            database.CreateNewestTables();
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Makes the file under another name first: whoever is killed meanwhile leaves no database without tables behind.</summary>
    void Make(StoreFiles files)
    {
        Attach(files.Anew, "anew");
        CreateTables("anew");
        Execute("CHECKPOINT anew");
        Execute("DETACH anew");
        files.ReplaceByAnew();
    }

    /// <summary>A connection for reading; <see cref="GiveBack"/> it.</summary>
    public DuckDBConnection Take()
    {
        lock (_lock)
        {
            if (_idle.TryPop(out DuckDBConnection? idle))
            {
                return idle;
            }
        }

        DuckDBConnection connection = _first.Duplicate();
        connection.Open();
        return connection;
    }

    public void GiveBack(DuckDBConnection connection)
    {
        lock (_lock)
        {
            _idle.Push(connection);
        }
    }

    /// <summary>Runs statements that have no values, on the writer's connection.</summary>
    public int Execute(string constant) => Execute(new Statement(constant));

    public int Execute(Statement statement)
    {
        using DuckDBCommand command = statement.On(_first);
        return command.ExecuteNonQuery();
    }

    /// <summary>Runs <paramref name="work"/> in one transaction of the writer.</summary>
    public void InTransaction(Action work)
    {
        using Transaction transaction = Begin();
        work();
        transaction.Commit();
    }

    /// <summary>Begins a transaction of the writer.</summary>
    public Transaction Begin() => new(this);

    public long ReadNumber(string constant)
    {
        using DuckDBCommand command = new Statement(constant).On(_first);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Attaches a file under a name of this project's.</summary>
    public void Attach(string file, string name) => Execute($"ATTACH {Literal(file)} AS {name} (TYPE duckdb)");

    /// <summary>Makes all tables in an attached file that has none.</summary>
    public void CreateTables(string name) => InTransaction(() =>
    {
        foreach (string definition in EventTable.All.Select(table => table.Definition).Concat(OtherTables))
        {
            Execute($"CREATE TABLE {name}.{definition}");
        }

        Execute($"INSERT INTO {name}.position VALUES (0)");
    });

    /// <summary>
    /// Makes the tables in memory, or makes them empty: who reads in a transaction that has begun goes on seeing the old ones.
    /// </summary>
    public void CreateNewestTables()
    {
        foreach (EventTable table in EventTable.All)
        {
            Execute($"CREATE OR REPLACE TABLE {table.Definition}");
        }

        Execute($"CREATE OR REPLACE TABLE {SetAside}");
    }

    /// <summary>Closes all connections. DuckDB then plays its log into the file and removes its temporary files.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            while (_idle.TryPop(out DuckDBConnection? idle))
            {
                idle.Dispose();
            }
        }

        _first.Dispose();
    }

    /// <summary>A path as an SQL literal: ATTACH and SET take no values.</summary>
    internal static string Literal(string path) => $"'{path.Replace("'", "''", StringComparison.Ordinal)}'";
}
