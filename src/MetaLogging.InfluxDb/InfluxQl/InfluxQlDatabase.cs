using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using MetaLogging.InfluxDb.Asking;
using MetaLogging.InfluxDb.Http;
using MetaLogging.InfluxDb.Points;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.InfluxQl;

/// <summary>
/// A database of InfluxDB 1.x, by <c>/write</c> and <c>/query</c>. InfluxQL groups by tags and by time and by nothing else: what is grouped by fields is
/// read as columns and counted here.
/// </summary>
internal sealed class InfluxQlDatabase : IInfluxDatabase
{
    const string RowsOfAPiece = "2000";

    readonly InfluxDbOptions _options;
    readonly InfluxHttp _http;
    readonly string _writePath;

    public InfluxQlDatabase(InfluxDbOptions options, TimeProvider time)
    {
        _options = options;
        _http = new(options, Credentials(options), time);
        string policy = options.RetentionPolicy.Length > 0 ? $"&rp={Uri.EscapeDataString(options.RetentionPolicy)}" : "";
        _writePath = $"write?db={Uri.EscapeDataString(options.Database)}{policy}&precision=ns";
    }

    /// <inheritdoc/>
    public string Server => _http.Server;

    /// <inheritdoc/>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        string version = await ServerPing.ReadVersionAsync(_http, cancellationToken).ConfigureAwait(false);
        ServerPing.RequireMajor(_http.Server, version, 1);
        IReadOnlyList<JsonElement[]>? policies = await FindPoliciesAsync(cancellationToken).ConfigureAwait(false);
        if (policies is null)
        {
            if (!_options.Create)
            {
                throw new StoreException($"{Server} has no database {_options.Database}. Make it (CREATE DATABASE), set INFLUXDB_DATABASE right, or set MetaLogging:InfluxDb:Create to true.");
            }

            await RunAsync(MakeDatabase(), cancellationToken).ConfigureAwait(false);
        }
        else if (_options.RetentionPolicy.Length > 0 && policies.All(policy => policy[0].GetString() != _options.RetentionPolicy))
        {
            if (!_options.Create)
            {
                throw new StoreException($"{Server} has no retention policy {_options.RetentionPolicy} in {_options.Database}. Make it, or set MetaLogging:InfluxDb:Create to true.");
            }

            InfluxQlStatement make = new InfluxQlStatement().Add("CREATE RETENTION POLICY ").Name(_options.RetentionPolicy).Add(" ON ")
                .Name(_options.Database).Add(" DURATION ").Add(Duration(_options.Keep)).Add(" REPLICATION 1");
            await RunAsync(make, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<ServerFindings> ExamineAsync(CancellationToken cancellationToken)
    {
        string version = await ServerPing.ReadVersionAsync(_http, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<JsonElement[]> policies = await FindPoliciesAsync(cancellationToken).ConfigureAwait(false) ?? [];
        JsonElement[]? policy = policies.FirstOrDefault(policy => _options.RetentionPolicy.Length > 0
            ? policy[0].GetString() == _options.RetentionPolicy
            : policy[^1].ValueKind == JsonValueKind.True);
        return new(version, policy is null ? null : GoDuration.Parse(policy[1].GetString() ?? ""));
    }

    /// <inheritdoc/>
    public Task<WriteAnswer> WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken) =>
        _http.WriteAsync(_writePath, lines, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<PointRow> ReadAsync(
        PointQuestion question, IReadOnlyList<PointField> fields, QueryOrder order, long most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        InfluxQlStatement statement = new InfluxQlStatement().Add("SELECT ").Names(fields).From(question)
            .Add(order == QueryOrder.NewestFirst ? " ORDER BY time DESC" : " ORDER BY time ASC");
        if (most < long.MaxValue)
        {
            statement.Add(" LIMIT ").Value(most);
        }

        await foreach (SeriesPiece piece in AskAsync(statement, cancellationToken).ConfigureAwait(false))
        {
            foreach (JsonElement row in piece.Rows)
            {
                yield return ReadRow(row, fields);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<long?> FindEndAsync(PointQuestion question, QueryOrder order, CancellationToken cancellationToken)
    {
        InfluxQlStatement statement = new InfluxQlStatement()
            .Add(order == QueryOrder.NewestFirst ? "SELECT last(" : "SELECT first(").Name(PointTable.Sequence).Add(")").From(question);
        await foreach (SeriesPiece piece in AskAsync(statement, cancellationToken).ConfigureAwait(false))
        {
            foreach (JsonElement row in piece.Rows)
            {
                return Integer(row, 0);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public Task<long> CountAsync(PointQuestion question, CancellationToken cancellationToken) =>
        AskNumberAsync(new InfluxQlStatement().Add("SELECT count(").Name(PointTable.Sequence).Add(")").From(question), cancellationToken);

    /// <inheritdoc/>
    public Task<long> SumAsync(PointQuestion question, PointField field, CancellationToken cancellationToken) =>
        AskNumberAsync(new InfluxQlStatement().Add("SELECT sum(").Name(field.Name).Add(")").From(question), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IReadOnlyList<FieldGroup>>> CountByAsync(
        PointQuestion question, IReadOnlyList<IReadOnlyList<PointField>> groupings, CancellationToken cancellationToken)
    {
        if (groupings is [[{ IsTag: true } tag]])
        {
            return [await CountByTagAsync(question, tag, cancellationToken).ConfigureAwait(false)];
        }

        List<PointField> fields = [.. groupings.SelectMany(fields => fields).Distinct()];
        FieldCounting[] countings = [.. groupings.Select(grouping => new FieldCounting([.. grouping.Select(field => 1 + fields.IndexOf(field))]))];

        // A point is answered only for the fields that it has, so one stands beside them that each has.
        InfluxQlStatement statement = new InfluxQlStatement().Add("SELECT ").Names([.. fields, question.Table[PointTable.Sequence]]).From(question);
        await foreach (SeriesPiece piece in AskAsync(statement, cancellationToken).ConfigureAwait(false))
        {
            CountRows(piece, countings);
        }

        return [.. countings.Select(counting => counting.Groups)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(long Slot, long Points)>> CountByTimeAsync(
        PointQuestion question, TimeSpan slot, CancellationToken cancellationToken)
    {
        long length = slot.Ticks * 100;
        InfluxQlStatement statement = new InfluxQlStatement().Add("SELECT count(").Name(PointTable.Sequence).Add(")").From(question)
            .Add(" GROUP BY time(").Add(Duration(slot)).Add(") fill(none)");
        List<(long, long)> slots = [];
        await foreach (SeriesPiece piece in AskAsync(statement, cancellationToken).ConfigureAwait(false))
        {
            slots.AddRange(piece.Rows.Select(row => (Integer(row, 0) / length, Integer(row, 1))).Where(slot => slot.Item2 > 0));
        }

        return slots;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PointRow>> ReadNotesAsync(
        string measurement, IReadOnlyList<PointField> fields, string origin, long? at, int most, CancellationToken cancellationToken)
    {
        InfluxQlStatement statement = new InfluxQlStatement().Add("SELECT ").Names(fields).Add(" FROM ").Name(measurement).Add(" WHERE ")
            .Name(PointTable.Origin).Add(" = ").Value(origin);
        if (at is { } time)
        {
            statement.Add(" AND time = ").Value(time);
        }

        statement.Add(" ORDER BY time DESC LIMIT ").Value(most);
        List<PointRow> rows = [];
        await foreach (SeriesPiece piece in AskAsync(statement, cancellationToken).ConfigureAwait(false))
        {
            rows.AddRange(piece.Rows.Select(row => ReadRow(row, fields)));
        }

        return rows;
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string measurement, string origin, long first, long last, CancellationToken cancellationToken) => RunAsync(
        new InfluxQlStatement().Add("DELETE FROM ").Name(measurement).Add(" WHERE ").Name(PointTable.Origin).Add(" = ").Value(origin)
            .Add(" AND time >= ").Value(first).Add(" AND time <= ").Value(Math.Min(last, PointTime.Last)),
        cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    void CountRows(SeriesPiece piece, FieldCounting[] countings)
    {
        try
        {
            foreach (JsonElement row in piece.Rows)
            {
                Array.ForEach(countings, counting => counting.Add(row));
            }
        }
        catch (Exception e) when (e is InvalidOperationException or IndexOutOfRangeException)
        {
            throw InfluxFailure.NoInfluxDb(Server, "values of other types", e);
        }
    }

    async Task<IReadOnlyList<FieldGroup>> CountByTagAsync(PointQuestion question, PointField tag, CancellationToken cancellationToken)
    {
        InfluxQlStatement statement = new InfluxQlStatement().Add("SELECT count(").Name(PointTable.Sequence).Add(")").From(question)
            .Add(" GROUP BY ").Name(tag.Name);
        List<FieldGroup> groups = [];
        await foreach (SeriesPiece piece in AskAsync(statement, cancellationToken).ConfigureAwait(false))
        {
            groups.AddRange(piece.Rows.Select(row => new FieldGroup([piece.Tag(tag.Name)], Integer(row, 1))));
        }

        return groups;
    }

    async Task<long> AskNumberAsync(InfluxQlStatement statement, CancellationToken cancellationToken)
    {
        await foreach (SeriesPiece piece in AskAsync(statement, cancellationToken).ConfigureAwait(false))
        {
            foreach (JsonElement row in piece.Rows)
            {
                return row.GetArrayLength() > 1 && row[1].ValueKind == JsonValueKind.Null ? 0 : Integer(row, 1);
            }
        }

        return 0;
    }

    async Task RunAsync(InfluxQlStatement statement, CancellationToken cancellationToken)
    {
        await foreach (SeriesPiece _ in AskAsync(statement, cancellationToken).ConfigureAwait(false))
        {
            // A statement that does something answers no rows.
        }
    }

    async IAsyncEnumerable<SeriesPiece> AskAsync(InfluxQlStatement statement, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpAnswer answer = await _http.AskAsync(() => MakeRequest(statement), cancellationToken).ConfigureAwait(false);
        await answer.EnsureSuccessAsync().ConfigureAwait(false);
        if (answer.MediaType is not "application/json")
        {
            throw InfluxFailure.NoInfluxDb(Server, "what is no JSON");
        }

        await foreach (SeriesPiece piece in InfluxQlAnswer.ReadAsync(answer, Server, cancellationToken).ConfigureAwait(false))
        {
            yield return piece;
        }
    }

    HttpRequestMessage MakeRequest(InfluxQlStatement statement)
    {
        List<KeyValuePair<string, string>> form =
        [
            new("db", _options.Database), new("epoch", "ns"), new("chunked", "true"), new("chunk_size", RowsOfAPiece),
            new("q", statement.Text), new("params", statement.Parameters),
        ];
        if (_options.RetentionPolicy.Length > 0)
        {
            form.Add(new("rp", _options.RetentionPolicy));
        }

        return new(HttpMethod.Post, "query") { Content = new FormUrlEncodedContent(form), Headers = { Accept = { new("application/json") } } };
    }

    /// <summary>The policies of the database as rows of name, duration, … and whether it is the default; null: there is no such database.</summary>
    async Task<IReadOnlyList<JsonElement[]>?> FindPoliciesAsync(CancellationToken cancellationToken)
    {
        List<JsonElement[]> policies = [];
        try
        {
            InfluxQlStatement show = new InfluxQlStatement().Add("SHOW RETENTION POLICIES ON ").Name(_options.Database);
            await foreach (SeriesPiece piece in AskAsync(show, cancellationToken).ConfigureAwait(false))
            {
                policies.AddRange(piece.Rows.Select(row => row.EnumerateArray().Select(value => value.Clone()).ToArray()).Select(policy =>
                    policy is [{ ValueKind: JsonValueKind.String }, { ValueKind: JsonValueKind.String }, ..]
                        ? policy
                        : throw InfluxFailure.NoInfluxDb(Server, "no retention policies")));
            }
        }
        catch (MissingDatabaseException)
        {
            return null;
        }

        return policies;
    }

    InfluxQlStatement MakeDatabase()
    {
        InfluxQlStatement make = new InfluxQlStatement().Add("CREATE DATABASE ").Name(_options.Database);
        if (_options.Keep is not null || _options.RetentionPolicy.Length > 0)
        {
            make.Add(" WITH DURATION ").Add(Duration(_options.Keep)).Add(" REPLICATION 1 NAME ")
                .Name(_options.RetentionPolicy.Length > 0 ? _options.RetentionPolicy : "metalog");
        }

        return make;
    }

    static string Duration(TimeSpan? length) => length is { } known
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(long)known.TotalSeconds}s")
        : "INF";

    PointRow ReadRow(JsonElement row, IReadOnlyList<PointField> fields)
    {
        try
        {
            object?[] values = new object?[fields.Count];
            for (int i = 0; i < values.Length; i++)
            {
                JsonElement value = row[i + 1];
                values[i] = value.ValueKind == JsonValueKind.Null ? null : fields[i].Type switch
                {
                    FieldType.Integer => value.GetInt64(),
                    FieldType.Float => value.GetDouble(),
                    FieldType.Boolean => value.GetBoolean(),
                    _ => value.GetString(),
                };
            }

            return new(Integer(row, 0), values);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw InfluxFailure.NoInfluxDb(Server, "values of other types", e);
        }
    }

    long Integer(JsonElement row, int column) =>
        row.GetArrayLength() > column && row[column].ValueKind == JsonValueKind.Number && row[column].TryGetInt64(out long value)
            ? value
            : throw InfluxFailure.NoInfluxDb(Server, "no number where one is due");

    static AuthenticationHeaderValue? Credentials(InfluxDbOptions options) => options.Username.Length == 0
        ? null
        : new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{options.Password}")));
}
