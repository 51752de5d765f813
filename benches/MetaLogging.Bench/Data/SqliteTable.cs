using MetaLogging.Events;
using Microsoft.Data.Sqlite;

namespace MetaLogging.Bench.Data;

/// <summary>The events as rows of one SQLite table, which one connection fills.</summary>
internal sealed class SqliteTable : IDisposable
{
    static readonly string[] Columns =
    [
        "id", "timestamp", "source", "action", "resource_type", "resource_id", "user_id", "user_name", "ip_address", "user_agent",
        "success", "error_message",
        "privacy_impact", "data_categories", "request_id", "additional_data",
    ];

    readonly SqliteCommand _insert;

    public SqliteTable(string path, string pragmas)
    {
        Connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        Connection.Open();
        Execute(pragmas);
        Execute(
            """
            CREATE TABLE IF NOT EXISTS audit_events (
                sequence INTEGER PRIMARY KEY, id BLOB NOT NULL, timestamp INTEGER NOT NULL, source TEXT, action TEXT NOT NULL,
                resource_type TEXT NOT NULL, resource_id TEXT, user_id TEXT, user_name TEXT, ip_address TEXT, user_agent TEXT,
                success INTEGER NOT NULL, error_message TEXT,
                privacy_impact INTEGER NOT NULL, data_categories TEXT, request_id TEXT, additional_data TEXT)
            """);
        _insert = Connection.CreateCommand();
        _insert.CommandText =
            $"INSERT INTO audit_events ({string.Join(", ", Columns)}) VALUES ({string.Join(", ", Columns.Select(c => "$" + c))})";
        foreach (string column in Columns)
        {
            _insert.Parameters.Add(new SqliteParameter("$" + column, null));
        }
    }

    public SqliteConnection Connection { get; }

    /// <summary>The two look-ups that we keep while recording: by id, and by time.</summary>
    public void CreateIndexesOfIngest()
    {
        Execute("CREATE UNIQUE INDEX IF NOT EXISTS by_id ON audit_events (id)");
        Execute("CREATE INDEX IF NOT EXISTS by_time ON audit_events (timestamp)");
    }

    public void Execute(string sql)
    {
        using SqliteCommand command = Connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        command.ExecuteNonQuery();
    }

    public void Insert(IReadOnlyList<AuditEvent> batch)
    {
        using SqliteTransaction transaction = Connection.BeginTransaction();
        _insert.Transaction = transaction;
        foreach (AuditEvent e in batch)
        {
            object?[] values =
            [
                e.Id!.Value.ToByteArray(), Nanoseconds(e.Timestamp!.Value), e.Source, e.Action, e.ResourceType, e.ResourceId, e.UserId,
                e.UserName, e.IpAddress, e.UserAgent,
                e.Success, e.ErrorMessage, e.PrivacyImpact,
                e.DataCategories.Count == 0 ? null : System.Text.Json.JsonSerializer.Serialize(e.DataCategories),
                e.RequestId, e.AdditionalData!.ToJsonString(),
            ];
            for (int i = 0; i < values.Length; i++)
            {
                _insert.Parameters[i].Value = values[i] ?? DBNull.Value;
            }

            _insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    public static long Nanoseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * 100;

    public void Dispose()
    {
        _insert.Dispose();
        Connection.Dispose();
    }
}
