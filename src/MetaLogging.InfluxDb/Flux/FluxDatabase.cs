using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using MetaLogging.Events;
using MetaLogging.InfluxDb.Asking;
using MetaLogging.InfluxDb.Http;
using MetaLogging.InfluxDb.InfluxQl;
using MetaLogging.InfluxDb.Points;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Flux;

/// <summary>A bucket of InfluxDB 2.x, by its HTTP API and Flux.</summary>
/// <remarks>
/// Checked against the vendor's parser, client and sources (2.7), and not against a running 2.x, of which there was none to be had.
/// </remarks>
internal sealed class FluxDatabase : IInfluxDatabase
{
    /// <summary>So many more fields than the conditions look at, and so long a range, make it worth to look first where the points are.</summary>
    const int Wide = 4;

    /// <summary>An hour; see <see cref="Wide"/>.</summary>
    const long Long = 3600 * UnixTime.NanosecondsPerSecond;

    readonly InfluxHttp _http;
    readonly FluxBucket _bucket;
    readonly FluxQuery _query;
    readonly string _writePath;
    readonly string _queryPath;
    readonly string _deletePath;

    public FluxDatabase(InfluxDbOptions options, TimeProvider time)
    {
        _http = new(options, new AuthenticationHeaderValue("Token", options.Token), time);
        _bucket = new(options, _http);
        _query = new(options.Bucket);
        string org = $"org={Uri.EscapeDataString(options.Org)}";
        string both = $"{org}&bucket={Uri.EscapeDataString(options.Bucket)}";
        _writePath = $"api/v2/write?{both}&precision=ns";
        _queryPath = $"api/v2/query?{org}";
        _deletePath = $"api/v2/delete?{both}";
    }

    /// <inheritdoc/>
    public string Server => _http.Server;

    /// <inheritdoc/>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        string version = await ServerPing.ReadVersionAsync(_http, cancellationToken).ConfigureAwait(false);
        ServerPing.RequireMajor(_http.Server, version, 2);
        await _bucket.EnsureAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<ServerFindings> ExamineAsync(CancellationToken cancellationToken)
    {
        string version = await ServerPing.ReadVersionAsync(_http, cancellationToken).ConfigureAwait(false);
        return new(version, await _bucket.FindKeepAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public Task<WriteAnswer> WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken) =>
        _http.WriteAsync(_writePath, lines, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<PointRow> ReadAsync(
        PointQuestion question, IReadOnlyList<PointField> fields, QueryOrder order, long most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool isWide = fields.Count > FluxQuery.DataFields(question).Count + Wide && question.End - question.Start > Long;
        if (IsNothing(question) || most <= 0
            || (isWide ? await CutToPointsAsync(question, cancellationToken).ConfigureAwait(false) : question) is not { } asked)
        {
            yield break;
        }

        await foreach (FluxRow row in AskAsync(_query.Read(asked, fields, order, most), cancellationToken).ConfigureAwait(false))
        {
            yield return ReadRow(row, fields);
        }
    }

    /// <inheritdoc/>
    public async Task<long?> FindEndAsync(PointQuestion question, QueryOrder order, CancellationToken cancellationToken) => IsNothing(question)
        ? null
        : await AskNumberAsync(_query.FindEnd(question, order), FluxQuery.TimeColumn, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<long> CountAsync(PointQuestion question, CancellationToken cancellationToken) => IsNothing(question)
        ? 0
        : await AskNumberAsync(_query.Count(question), FluxQuery.NumberColumn, cancellationToken).ConfigureAwait(false) ?? 0;

    /// <inheritdoc/>
    public async Task<long> SumAsync(PointQuestion question, PointField field, CancellationToken cancellationToken) => IsNothing(question)
        ? 0
        : await AskNumberAsync(_query.Sum(question, field), FluxQuery.NumberColumn, cancellationToken).ConfigureAwait(false) ?? 0;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IReadOnlyList<FieldGroup>>> CountByAsync(
        PointQuestion question, IReadOnlyList<IReadOnlyList<PointField>> groupings, CancellationToken cancellationToken)
    {
        List<IReadOnlyList<FieldGroup>> all = [];
        foreach (IReadOnlyList<PointField> fields in groupings)
        {
            List<FieldGroup> groups = [];
            if (!IsNothing(question))
            {
                await foreach (FluxRow row in AskAsync(_query.CountBy(question, fields), cancellationToken).ConfigureAwait(false))
                {
                    groups.Add(new([.. fields.Select(field => Text(row, field.Name))], Integer(row, FluxQuery.NumberColumn)));
                }
            }

            all.Add(groups);
        }

        return all;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(long Slot, long Points)>> CountByTimeAsync(
        PointQuestion question, TimeSpan slot, CancellationToken cancellationToken)
    {
        List<(long, long)> slots = [];
        if (!IsNothing(question))
        {
            await foreach (FluxRow row in AskAsync(_query.CountByTime(question, slot), cancellationToken).ConfigureAwait(false))
            {
                slots.Add((Integer(row, FluxQuery.SlotColumn), Integer(row, FluxQuery.NumberColumn)));
            }
        }

        return slots;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PointRow>> ReadNotesAsync(
        string measurement, IReadOnlyList<PointField> fields, string origin, long? at, int most, CancellationToken cancellationToken)
    {
        List<PointRow> rows = [];
        await foreach (FluxRow row in AskAsync(_query.ReadNotes(measurement, fields, origin, at, most), cancellationToken).ConfigureAwait(false))
        {
            rows.Add(ReadRow(row, fields));
        }

        return rows;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Both bounds are inclusive in 2.7 (storage/engine.go, DeleteBucketRangePredicate). The predicate knows AND and equality, and takes a value only as an
    /// identifier of InfluxQL (predicate/parser.go).
    /// </remarks>
    public async Task DeleteAsync(string measurement, string origin, long first, long last, CancellationToken cancellationToken)
    {
        JsonObject order = new()
        {
            ["start"] = FluxTime.Within(first).ToString(),
            ["stop"] = FluxTime.Within(last).ToString(),
            ["predicate"] = $"_measurement={QuotedName.Of(measurement)} AND {PointTable.Origin}={QuotedName.Of(origin)}",
        };
        using HttpAnswer answer = await _http.AskAsync(
            () => new(HttpMethod.Post, _deletePath) { Content = FluxJson.Content(order) }, cancellationToken).ConfigureAwait(false);
        await answer.EnsureSuccessAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    static bool IsNothing(PointQuestion question) => question.Start >= question.End || question.Conditions.Any(FluxConditions.IsNever);

    /// <summary>
    /// From the oldest to the newest of the points that are meant, by what the conditions look at alone: making rows of many fields costs the
    /// server far more than finding between which times there are any. Null: there are none.
    /// </summary>
    async Task<PointQuestion?> CutToPointsAsync(PointQuestion question, CancellationToken cancellationToken)
    {
        long? oldest = await FindEndAsync(question, QueryOrder.OldestFirst, cancellationToken).ConfigureAwait(false);
        long? newest = oldest is null ? null : await FindEndAsync(question, QueryOrder.NewestFirst, cancellationToken).ConfigureAwait(false);
        return oldest is { } first && newest is { } last ? question with { Start = first, End = last + 1 } : null;
    }

    async Task<long?> AskNumberAsync(FluxText query, string column, CancellationToken cancellationToken)
    {
        long? number = null;
        await foreach (FluxRow row in AskAsync(query, cancellationToken).ConfigureAwait(false))
        {
            number ??= Integer(row, column);
        }

        return number;
    }

    async IAsyncEnumerable<FluxRow> AskAsync(FluxText query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpAnswer answer = await _http.AskAsync(() => MakeRequest(query), cancellationToken).ConfigureAwait(false);
        await answer.EnsureSuccessAsync().ConfigureAwait(false);
        if (answer.MediaType is not ("text/csv" or "application/csv"))
        {
            throw InfluxFailure.NoInfluxDb(Server, "what is no CSV");
        }

        await foreach (FluxRow row in FluxAnswer.ReadAsync(answer, Server, cancellationToken).ConfigureAwait(false))
        {
            yield return row;
        }
    }

    HttpRequestMessage MakeRequest(FluxText query)
    {
        JsonObject body = new()
        {
            ["query"] = query.ToString(),
            ["type"] = "flux",
            ["dialect"] = new JsonObject
            {
                ["header"] = true,
                ["delimiter"] = ",",
                ["quoteChar"] = "\"",
                ["commentPrefix"] = "#",
                ["annotations"] = new JsonArray("datatype", "group", "default"),
            },
        };
        return new(HttpMethod.Post, _queryPath) { Content = FluxJson.Content(body), Headers = { Accept = { new("text/csv") } } };
    }

    PointRow ReadRow(FluxRow row, IReadOnlyList<PointField> fields)
    {
        object?[] values = new object?[fields.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = fields[i].Type == FieldType.Text ? Text(row, fields[i].Name) : Value(row[fields[i].Name], fields[i].Type);
        }

        return new(Integer(row, FluxQuery.TimeColumn), values);
    }

    object? Value(string cell, FieldType type) => (type, cell) switch
    {
        (_, "") => null,
        (FieldType.Boolean, "true") => true,
        (FieldType.Boolean, "false") => false,
        (FieldType.Integer, _) when long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer) => integer,
        (FieldType.Float, _) when double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
        _ => throw Unexpected(null),
    };

    long Integer(FluxRow row, string column) => Value(row[column], FieldType.Integer) as long? ?? throw Unexpected(null);

    string? Text(FluxRow row, string column)
    {
        try
        {
            return FluxCell.Text(row[column]);
        }
        catch (FormatException e)
        {
            throw Unexpected(e);
        }
    }

    StoreException Unexpected(Exception? reason) => InfluxFailure.NoInfluxDb(Server, "another table than was asked for", reason);
}
