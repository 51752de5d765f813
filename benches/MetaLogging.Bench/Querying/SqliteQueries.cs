using MetaLogging.Bench.Data;
using MetaLogging.Bench.Results;
using MetaLogging.Events;
using Microsoft.Data.Sqlite;

namespace MetaLogging.Bench.Querying;

/// <summary>SQLite with an index for each question that can have one.</summary>
internal static class SqliteQueries
{
    const string Person = "CASE WHEN resource_type = 'user' THEN coalesce(resource_id, user_id) ELSE user_id END";

    const string OfAction = "WHERE action = $a AND timestamp >= $from AND timestamp < $to";

    const string Privacy = "privacy_impact AND timestamp >= $from AND timestamp < $to";

    static readonly string[] Indexes =
    [
        "CREATE UNIQUE INDEX by_id ON audit_events (id)",
        "CREATE INDEX by_time ON audit_events (timestamp)",
        "CREATE INDEX by_user ON audit_events (user_id, timestamp)",
        "CREATE INDEX by_address ON audit_events (ip_address, timestamp)",
        "CREATE INDEX by_action ON audit_events (action, timestamp)",
        "CREATE INDEX by_privacy ON audit_events (privacy_impact, timestamp)",
    ];

    /// <summary>What our privacy report holds, as questions to one table.</summary>
    static readonly string[] Report =
    [
        $"SELECT count(*) FROM audit_events WHERE {Privacy}",
        "SELECT count(*) FROM audit_events WHERE timestamp >= $from AND timestamp < $to",
        $"SELECT count(DISTINCT {Person}) FROM audit_events WHERE {Privacy}",
        $"SELECT count(*) FROM audit_events WHERE {Privacy} AND {HighRisk}",
        $"SELECT * FROM audit_events WHERE {Privacy} AND {HighRisk} ORDER BY timestamp DESC, sequence DESC LIMIT 100",
        $"SELECT c.value, count(*) FROM audit_events, json_each(data_categories) c WHERE {Privacy} GROUP BY 1 ORDER BY 2 DESC",
        $"SELECT action, count(*) FROM audit_events WHERE {Privacy} GROUP BY 1 ORDER BY 2 DESC",
        $"SELECT user_id, count(*) FROM audit_events WHERE {Privacy} GROUP BY 1 ORDER BY 2 DESC LIMIT 100",
        $"SELECT timestamp / 86400000000000, count(*) FROM audit_events WHERE {Privacy} GROUP BY 1 ORDER BY 1",
    ];

    const string HighRisk =
        """
        (NOT success OR action GLOB '*delete*' OR action GLOB '*export*' OR action GLOB '*download*' OR action GLOB '*bulk*'
            OR action GLOB '*permission*' OR action GLOB '*role*' OR action GLOB '*share*')
        """;

    public static async Task<Measured> RunAsync(long events, string folder)
    {
        string path = Path.Combine(folder, "events.sqlite");
        using SqliteTable table = new(
            path, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -262144; PRAGMA mmap_size = 0");
        foreach (IReadOnlyList<AuditEvent> batch in GeneratedEvents.Batches(0, events, events, 50_000))
        {
            table.Insert(batch);
        }

        foreach (string index in Indexes)
        {
            table.Execute(index);
        }

        table.Execute("ANALYZE");
        table.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        long now = SqliteTable.Nanoseconds(GeneratedEvents.End), day = 86_400_000_000_000;
        Measured measured = await QuestionTimer.MeasureAsync((question, n) => Task.FromResult(Ask(question, n)));
        measured["bytes_per_event"] = new FileInfo(path).Length / (double)events;
        return measured;

        long Ask(string question, int n)
        {
            switch (question)
            {
                case Question.NewestOfUser:
                    return Rows(Newest("WHERE user_id = $a"), GeneratedEvents.UserId(n));
                case Question.NewestOfRareUser:
                    return Rows(Newest("WHERE user_id = $a"), GeneratedEvents.UserId(GeneratedEvents.Users - 1 - n));
                case Question.NewestOfAddress:
                    return Rows(Newest("WHERE ip_address = $a"), GeneratedEvents.Event(n, events).IpAddress);
                case Question.NewestOfAll:
                    return Rows(Newest(""));
                case Question.ByAction:
                    return Rows(Newest(OfAction), Action(n), 30);
                case Question.ByActionWithTotal:
                    Ask(Question.ByAction, n);
                    return Number($"SELECT count(*) FROM audit_events {OfAction}", Action(n), 30);
                case Question.PrivacyReport:
                    long count = Number(Report[0], null, 30);
                    foreach (string part in Report.Skip(1))
                    {
                        Rows(part, null, 30);
                    }

                    return count;
                case Question.Summary:
                    Number($"SELECT count(*) FROM audit_events WHERE {Privacy}", null, 1);
                    return Number("SELECT count(*) FROM audit_events WHERE timestamp >= $from AND timestamp < $to", null, 1);
                case Question.ById:
                    return Rows("SELECT * FROM audit_events WHERE id = $a", GeneratedEvents.Id((n + 1) * (events / 30)).ToByteArray());
                case Question.Text:
                    return Rows(Newest("WHERE error_message LIKE $a OR additional_data LIKE $a"), $"%{GeneratedEvents.RareWord}%");
                default:
                    throw new ArgumentException(question);
            }
        }

        static string Newest(string where) => $"SELECT * FROM audit_events {where} ORDER BY timestamp DESC, sequence DESC LIMIT 50";

        string Action(int n) => Question.Actions[n % Question.Actions.Length];

        long Rows(string sql, object? argument = null, int days = 0)
        {
            using SqliteCommand command = Prepare(sql, argument, days);
            using SqliteDataReader reader = command.ExecuteReader();
            object[] row = new object[reader.FieldCount];
            long rows = 0;
            while (reader.Read())
            {
                reader.GetValues(row);
                rows++;
            }

            return rows;
        }

        long Number(string sql, object? argument, int days)
        {
            using SqliteCommand command = Prepare(sql, argument, days);
            return (long)command.ExecuteScalar()!;
        }

        SqliteCommand Prepare(string sql, object? argument, int days)
        {
            SqliteCommand command = table.Connection.CreateCommand();
            command.CommandText = sql;
            command.CommandTimeout = 0;
            if (argument is not null)
            {
                command.Parameters.AddWithValue("$a", argument);
            }

            if (days > 0)
            {
                command.Parameters.AddWithValue("$from", now - days * day);
                command.Parameters.AddWithValue("$to", now);
            }

            return command;
        }
    }
}
