using DuckDB.NET.Data;

namespace MetaLogging.Embedded;

/// <summary>A transaction of the one writer; rolled back unless it is committed.</summary>
internal sealed class Transaction : IDisposable
{
    readonly Database _database;
    bool _isCommitted;

    public Transaction(Database database)
    {
        _database = database;
        database.Execute("BEGIN");
    }

    public void Commit()
    {
        _database.Execute("COMMIT");
        _isCommitted = true;
    }

    public void Dispose()
    {
        if (_isCommitted)
        {
            return;
        }

        try
        {
            _database.Execute("ROLLBACK");
        }
        catch (DuckDBException)
        {
            // The failure that brought us here has ended the transaction already; it is the one that is told.
        }
    }
}
