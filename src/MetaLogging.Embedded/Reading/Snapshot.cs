using DuckDB.NET.Data;
using DuckDB.NET.Native;
using MetaLogging.Embedded.Tables;

namespace MetaLogging.Embedded.Reading;

/// <summary>
/// A transaction in which one question is answered: all its statements see the store as it was when it began, every row once, whatever is
/// written or moved meanwhile.
/// Cancelling interrupts the statement that runs.
/// </summary>
internal sealed class Snapshot : IDisposable
{
    readonly DuckDBConnection _connection;
    readonly CancellationToken _cancellationToken;
    readonly CancellationTokenRegistration _interrupt;

    public Snapshot(DuckDBConnection connection, string origin, CancellationToken cancellationToken)
    {
        _connection = connection;
        _cancellationToken = cancellationToken;
        Origin = origin;
        _interrupt = cancellationToken.Register(
            static running => NativeMethods.Startup.DuckDBInterrupt(((DuckDBConnection)running!).NativeConnection), connection);
        try
        {
            Execute("BEGIN");

            // Memory first, then disk: Database says why.
            Execute("SELECT 1 FROM audit_events LIMIT 0");
            Moved = ReadNumber(new("SELECT next_sequence FROM disk.position"));
        }
        catch
        {
            _interrupt.Dispose();
            throw;
        }
    }

    public string Origin { get; }

    /// <summary>The position on disk: rows in memory before it are on disk, too, and not to be counted.</summary>
    public long Moved { get; }

    /// <summary>Adds what stands for all rows of a table in a FROM.</summary>
    public Func<Statement, Statement> Both(EventTable table) => statement => statement
        .Add($"(SELECT * FROM disk.{table.Name} UNION ALL SELECT * FROM {table.Name} WHERE sequence >= ").Value(Moved).Add(")");

    public List<T> Read<T>(Statement statement, Func<DuckDBDataReader, T> row)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        try
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
        catch (Exception e) when (_cancellationToken.IsCancellationRequested
            && (e is OperationCanceledException || StoreFailure.IsOfDatabase(e)))
        {
            throw new OperationCanceledException("The query was cancelled.", e, _cancellationToken);
        }
    }

    public long ReadNumber(Statement statement) => Read(statement, row => row.GetInt64(0))[0];

    public void Execute(string constant) => Execute(new Statement(constant));

    public void Execute(Statement statement) => Read(statement, _ => 0);

    public void Dispose()
    {
        _interrupt.Dispose();
        using DuckDBCommand command = new Statement("ROLLBACK").On(_connection);
        command.ExecuteNonQuery();
    }
}
