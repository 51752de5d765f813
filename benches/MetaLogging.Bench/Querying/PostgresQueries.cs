using MetaLogging.Bench.Data;
using MetaLogging.Bench.Results;
using MetaLogging.Events;
using Npgsql;
using NpgsqlTypes;

namespace MetaLogging.Bench.Querying;

/// <summary>PostgreSQL with an index for each question that can have one; statements are prepared.</summary>
internal static class PostgresQueries
{
    const string Table =
        """
        CREATE TABLE audit_events (sequence bigint PRIMARY KEY, id uuid NOT NULL, timestamp bigint NOT NULL, source text,
            action text NOT NULL, resource_type text NOT NULL,
            resource_id text, user_id text, user_name text, ip_address text, user_agent text, success boolean NOT NULL, error_message text,
            privacy_impact boolean NOT NULL,
            data_categories text[], request_id text, additional_data text)
        """;

    const string Indexes =
        """
        CREATE UNIQUE INDEX by_id ON audit_events (id);
        CREATE INDEX by_time ON audit_events (timestamp, sequence);
        CREATE INDEX by_user ON audit_events (user_id, timestamp, sequence);
        CREATE INDEX by_address ON audit_events (ip_address, timestamp, sequence);
        CREATE INDEX by_action ON audit_events (action, timestamp, sequence);
        CREATE INDEX by_privacy ON audit_events (timestamp) WHERE privacy_impact;
        """;

    const string Person = "CASE WHEN resource_type = 'user' THEN coalesce(resource_id, user_id) ELSE user_id END";

    const string OfAction = "WHERE action = $1 AND timestamp >= $2 AND timestamp < $3";

    const string Privacy = "privacy_impact AND timestamp >= $1 AND timestamp < $2";

    const string HighRisk = "(NOT success OR action ~ 'delete|export|download|bulk|permission|role|share')";

    static readonly string[] Report =
    [
        $"SELECT count(*) FROM audit_events WHERE {Privacy}",
        "SELECT count(*) FROM audit_events WHERE timestamp >= $1 AND timestamp < $2",
        $"SELECT count(DISTINCT {Person}) FROM audit_events WHERE {Privacy}",
        $"SELECT count(*) FROM audit_events WHERE {Privacy} AND {HighRisk}",
        $"SELECT * FROM audit_events WHERE {Privacy} AND {HighRisk} ORDER BY timestamp DESC, sequence DESC LIMIT 100",
        $"SELECT c, count(*) FROM audit_events, unnest(data_categories) c WHERE {Privacy} GROUP BY 1 ORDER BY 2 DESC",
        $"SELECT action, count(*) FROM audit_events WHERE {Privacy} GROUP BY 1 ORDER BY 2 DESC",
        $"SELECT user_id, count(*) FROM audit_events WHERE {Privacy} GROUP BY 1 ORDER BY 2 DESC LIMIT 100",
        $"SELECT timestamp / 86400000000000, count(*) FROM audit_events WHERE {Privacy} GROUP BY 1 ORDER BY 1",
    ];

    public static async Task<Measured> RunAsync(long events, string folder)
    {
        _ = folder;
        await using PostgresServer server = await PostgresServer.StartAsync();
        await using NpgsqlConnection connection = new(server.ConnectionString);
        await connection.OpenAsync();
        await ExecuteAsync(Table);
        await CopyAsync(connection, events);
        await ExecuteAsync(Indexes);
        await ExecuteAsync("VACUUM ANALYZE audit_events");
        long now = SqliteTable.Nanoseconds(GeneratedEvents.End), day = 86_400_000_000_000;
        Measured measured = await QuestionTimer.MeasureAsync(AskAsync);
        measured["bytes_per_event"] = await NumberAsync("SELECT pg_total_relation_size('audit_events')") / (double)events;
        return measured;

        async Task<long> AskAsync(string question, int n)
        {
            switch (question)
            {
                case Question.NewestOfUser:
                    return await RowsAsync(Newest("WHERE user_id = $1"), GeneratedEvents.UserId(n));
                case Question.NewestOfRareUser:
                    return await RowsAsync(Newest("WHERE user_id = $1"), GeneratedEvents.UserId(GeneratedEvents.Users - 1 - n));
                case Question.NewestOfAddress:
                    return await RowsAsync(Newest("WHERE ip_address = $1"), GeneratedEvents.Event(n, events).IpAddress!);
                case Question.NewestOfAll:
                    return await RowsAsync(Newest(""));
                case Question.ByAction:
                    return await RowsAsync(Newest(OfAction), Action(n), now - 30 * day, now);
                case Question.ByActionWithTotal:
                    await AskAsync(Question.ByAction, n);
                    return await NumberAsync($"SELECT count(*) FROM audit_events {OfAction}", Action(n), now - 30 * day, now);
                case Question.PrivacyReport:
                    long count = await NumberAsync(Report[0], now - 30 * day, now);
                    foreach (string part in Report.Skip(1))
                    {
                        await RowsAsync(part, now - 30 * day, now);
                    }

                    return count;
                case Question.Summary:
                    await NumberAsync($"SELECT count(*) FROM audit_events WHERE {Privacy}", now - day, now);
                    return await NumberAsync("SELECT count(*) FROM audit_events WHERE timestamp >= $1 AND timestamp < $2", now - day, now);
                case Question.ById:
                    return await RowsAsync("SELECT * FROM audit_events WHERE id = $1", GeneratedEvents.Id((n + 1) * (events / 30)));
                case Question.Text:
                    return await RowsAsync(
                        Newest("WHERE error_message ILIKE $1 OR additional_data ILIKE $1"), $"%{GeneratedEvents.RareWord}%");
                default:
                    throw new ArgumentException(question);
            }
        }

        static string Newest(string where) => $"SELECT * FROM audit_events {where} ORDER BY timestamp DESC, sequence DESC LIMIT 50";

        string Action(int n) => Question.Actions[n % Question.Actions.Length];

        async Task ExecuteAsync(string sql)
        {
            await using NpgsqlCommand command = new(sql, connection);
            await command.ExecuteNonQueryAsync();
        }

        async Task<long> RowsAsync(string sql, params object[] arguments)
        {
            await using NpgsqlCommand command = await PrepareAsync(sql, arguments);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
            object[] row = new object[reader.FieldCount];
            long rows = 0;
            while (await reader.ReadAsync())
            {
                reader.GetValues(row);
                rows++;
            }

            return rows;
        }

        async Task<long> NumberAsync(string sql, params object[] arguments)
        {
            await using NpgsqlCommand command = await PrepareAsync(sql, arguments);
            return (long)(await command.ExecuteScalarAsync())!;
        }

        async Task<NpgsqlCommand> PrepareAsync(string sql, object[] arguments)
        {
            NpgsqlCommand command = new(sql, connection);
            foreach (object argument in arguments)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = argument });
            }

            await command.PrepareAsync();
            return command;
        }
    }

    static async Task CopyAsync(NpgsqlConnection connection, long events)
    {
        await using NpgsqlBinaryImporter copy = await connection.BeginBinaryImportAsync("COPY audit_events FROM STDIN (FORMAT binary)");
        copy.Timeout = TimeSpan.Zero;
        for (long n = 0; n < events; n++)
        {
            AuditEvent e = GeneratedEvents.Event(n, events);
            await copy.StartRowAsync();
            await copy.WriteAsync(n, NpgsqlDbType.Bigint);
            await copy.WriteAsync(e.Id!.Value, NpgsqlDbType.Uuid);
            await copy.WriteAsync(SqliteTable.Nanoseconds(e.Timestamp!.Value), NpgsqlDbType.Bigint);
            string?[] texts = [e.Source, e.Action, e.ResourceType, e.ResourceId, e.UserId, e.UserName, e.IpAddress, e.UserAgent];
            foreach (string? text in texts)
            {
                await copy.WriteAsync(text, NpgsqlDbType.Text);
            }

            await copy.WriteAsync(e.Success, NpgsqlDbType.Boolean);
            await copy.WriteAsync(e.ErrorMessage, NpgsqlDbType.Text);
            await copy.WriteAsync(e.PrivacyImpact, NpgsqlDbType.Boolean);
            await copy.WriteAsync<string[]?>(
                e.DataCategories.Count == 0 ? null : [.. e.DataCategories], NpgsqlDbType.Array | NpgsqlDbType.Text);
            await copy.WriteAsync(e.RequestId, NpgsqlDbType.Text);
            await copy.WriteAsync(e.AdditionalData!.ToJsonString(), NpgsqlDbType.Text);
        }

        await copy.CompleteAsync();
    }
}
