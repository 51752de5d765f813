using DuckDB.NET.Data;
using MetaLogging.Embedded.Files;
using MetaLogging.Embedded.Reading;
using MetaLogging.Embedded.Writing;

namespace MetaLogging.Embedded;

/// <summary>The store while one file is open: the database and the newest rows that go with it.</summary>
internal sealed class OpenStore : IDisposable
{
    OpenStore(Database database, string origin, NewestRows newest)
    {
        Database = database;
        Origin = origin;
        Newest = newest;
    }

    public Database Database { get; }

    public string Origin { get; }

    public NewestRows Newest { get; }

    /// <summary>Opens the file, or makes it, and makes sure that it is of this format and of this journal.</summary>
    public static OpenStore Open(StoreFiles files, EmbeddedStoreOptions options, string origin, int rowsInMemory)
    {
        Database database = Database.Open(files, options);
        try
        {
            (int Format, string Origin)? store = ReadStore(database);
            if (store is null)
            {
                database.Execute(new Statement("INSERT INTO disk.store VALUES (").Value(Database.Format).Add(", ").Value(origin).Add(")"));
            }
            else if (store.Value.Format != Database.Format)
            {
                throw StoreFailure.OfOtherFormat(files, store.Value.Format);
            }
            else if (store.Value.Origin != origin)
            {
                throw StoreFailure.OfOtherOrigin(files);
            }

            long position = database.ReadNumber("SELECT next_sequence FROM disk.position");
            return new(database, origin, new(database, position, rowsInMemory, options.MemoryLimit / 4));
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Answers a question on a connection of its own; one on which a question failed is not used again.</summary>
    public T Read<T>(Func<Snapshot, T> read, CancellationToken cancellationToken)
    {
        DuckDBConnection connection = Database.Take();
        bool isSound = false;
        try
        {
            using Snapshot snapshot = new(connection, Origin, cancellationToken);
            T answer = read(snapshot);
            isSound = true;
            return answer;
        }
        finally
        {
            if (isSound)
            {
                Database.GiveBack(connection);
            }
            else
            {
                connection.Dispose();
            }
        }
    }

    public void Dispose()
    {
        Newest.Dispose();
        Database.Dispose();
    }

    static (int Format, string Origin)? ReadStore(Database database)
    {
        using DuckDBCommand command = new Statement("SELECT format, origin FROM disk.store").On(database.Writer);
        using DuckDBDataReader row = command.ExecuteReader();
        return row.Read() ? (row.GetInt32(0), row.GetString(1)) : null;
    }
}
