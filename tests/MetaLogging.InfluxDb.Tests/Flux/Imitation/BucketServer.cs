using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MetaLogging.InfluxDb.Tests.Support;

namespace MetaLogging.InfluxDb.Tests.Flux.Imitation;

/// <summary>
/// Speaks the write, query, delete and bucket requests of InfluxDB 2.x on top of a real InfluxDB 1.6.7: no 2.x, of which there is none to be had, but an imitation of the
/// part that the store asks. Points are stored by the real server. Queries must be valid by the vendor's own parser; what they mean is carried out on the
/// stored points by an <see cref="Interpreter"/> of the few functions that they use.
/// </summary>
internal sealed partial class BucketServer : IAsyncDisposable
{
    const string Organisation = "the org & co";
    const string OrganisationId = "0123456789abcdef";
    const string Token = "t0ken-of-the-tests==";

    readonly ForwardingServer _front;
    readonly InfluxServer _behind;
    readonly FluxParser _parser;
    readonly Interpreter _interpreter;

    public BucketServer(InfluxServer behind, FluxParser parser)
    {
        _behind = behind;
        _parser = parser;
        _interpreter = new(new StoredPoints(behind));
        _front = new(behind) { Reply = new(AnswerAsync) };
    }

    /// <summary>The requests that came.</summary>
    public IReadOnlyList<SeenRequest> Requests => _front.Requests;

    /// <summary>The settings of a store for a bucket, which is the database of this name in the server behind.</summary>
    public InfluxDbOptions Options(string bucket) => new()
    {
        Version = 2,
        Host = _front.Address.ToString(),
        Org = Organisation,
        Token = Token,
        Bucket = bucket,
        Database = bucket,
    };

    public ValueTask DisposeAsync() => _front.DisposeAsync();

    async Task<bool> AnswerAsync(Reply.Exchange exchange)
    {
        Reply reply;
        try
        {
            reply = await ReplyAsync(exchange);
        }
        catch (Exception e) when (e is not (IOException or HttpRequestException or OperationCanceledException))
        {
            reply = Error(400, "invalid", $"The imitation can't: {e.Message}");
        }

        return await reply.SendAsync(exchange);
    }

    async Task<Reply> ReplyAsync(Reply.Exchange exchange)
    {
        SeenRequest request = exchange.Request;
        Dictionary<string, string> query = QueryOf(request);
        if (request.Path == "/ping")
        {
            return Reply.Of(204, "", ("X-Influxdb-Version", "2-imitated-on-1.6.7"));
        }

        if (request.Header("Authorization") != $"Token {Token}")
        {
            return Error(401, "unauthorized", "unauthorized access");
        }

        if (query.GetValueOrDefault("org") is { } organisation && organisation != Organisation)
        {
            return Error(404, "not found", $"organization name \"{organisation}\" not found");
        }

        return (request.Method, request.Path) switch
        {
            ("GET", "/api/v2/orgs") => Json(200, new() { ["orgs"] = new JsonArray(new JsonObject { ["id"] = OrganisationId, ["name"] = Organisation }) }),
            ("GET", "/api/v2/buckets") => await FindBucketAsync(query["name"]),
            ("POST", "/api/v2/buckets") => await MakeBucketAsync(JsonNode.Parse(request.Body)!),
            ("POST", "/api/v2/write") => await WriteAsync(exchange, query["bucket"], query["precision"]),
            ("POST", "/api/v2/query") => await QueryAsync((string)JsonNode.Parse(request.Body)!["query"]!),
            ("POST", "/api/v2/delete") => await DeleteAsync(query["bucket"], JsonNode.Parse(request.Body)!),
            _ => Error(404, "not found", "path not found"),
        };
    }

    async Task<Reply> FindBucketAsync(string name)
    {
        if (!await HasBucketAsync(name))
        {
            return Error(404, "not found", $"bucket \"{name}\" not found");
        }

        JsonArray policies = (await _behind.ExecuteAsync($"SHOW RETENTION POLICIES ON {Quoted.Identifier(name)}"))[0]!["series"]![0]!["values"]!.AsArray();
        string hours = (string)policies[0]![1]!;
        long seconds = long.Parse(hours.Split('h', 's')[0], CultureInfo.InvariantCulture) * 3600;
        JsonArray rules = seconds == 0 ? [] : [new JsonObject { ["type"] = "expire", ["everySeconds"] = seconds, ["shardGroupDurationSeconds"] = 3600 }];
        return Json(200, new() { ["buckets"] = new JsonArray(new JsonObject { ["name"] = name, ["orgID"] = OrganisationId, ["retentionRules"] = rules }) });
    }

    async Task<Reply> MakeBucketAsync(JsonNode bucket)
    {
        Assert.Equal(OrganisationId, (string?)bucket["orgID"]);
        string name = (string)bucket["name"]!;
        if (await HasBucketAsync(name))
        {
            return Error(422, "conflict", $"bucket with name {name} already exists");
        }

        string duration = bucket["retentionRules"]!.AsArray() is [var rule] ? string.Create(CultureInfo.InvariantCulture, $"{(long)rule!["everySeconds"]!}s") : "INF";
        await _behind.ExecuteAsync($"CREATE DATABASE {Quoted.Identifier(name)} WITH DURATION {duration}");
        return Json(201, new() { ["name"] = name });
    }

    /// <summary>The server behind takes the lines as they are; its refusals are said as 2.7 says them.</summary>
    async Task<Reply> WriteAsync(Reply.Exchange exchange, string bucket, string precision)
    {
        SeenRequest write = exchange.Request with { Target = $"/write?db={Uri.EscapeDataString(bucket)}&precision={precision}" };
        (byte[] head, byte[] body) = await _front.ForwardAsync(write);
        int status = int.Parse(Encoding.Latin1.GetString(head).Split(' ')[1], CultureInfo.InvariantCulture);
        string error = status == 204 ? "" : (string)JsonNode.Parse(body)!["error"]!;
        return status switch
        {
            204 => Reply.Of(204),
            400 when error.StartsWith("partial write: ", StringComparison.Ordinal) => Error(422, "unprocessable entity", $"failure writing points to database: {error}"),
            404 => Error(404, "not found", $"bucket \"{bucket}\" not found"),
            413 => Error(413, "request too large", "unable to read data: points batch is too large"),
            _ => Error(status, "internal error", error),
        };
    }

    async Task<Reply> QueryAsync(string query)
    {
        FluxParser.Checked parsed = await _parser.CheckAsync(query);
        if (!parsed.IsValid)
        {
            return Error(400, "invalid", $"compilation failed: {query}");
        }

        string bucket = FluxParser.StringsOf(parsed.Tree["body"]).First();
        return await HasBucketAsync(bucket)
            ? Reply.Of(200, GoCsv.Write(await _interpreter.RunAsync(parsed.Tree)), ("Content-Type", "text/csv; charset=utf-8"))
            : Error(404, "not found", $"failed to initialize execute state: could not find bucket \"{bucket}\"");
    }

    async Task<Reply> DeleteAsync(string bucket, JsonNode order)
    {
        if (!await HasBucketAsync(bucket))
        {
            return Error(404, "not found", $"bucket \"{bucket}\" not found");
        }

        Match predicate = Predicate().Match((string)order["predicate"]!);
        Assert.True(predicate.Success);
        string name = predicate.Groups[1].Value;
        string origin = Quoted.Literal(Escaped().Replace(predicate.Groups[2].Value, "$1"));
        long start = Instant.Parse(((string)order["start"]!).TrimEnd('Z')).Nanoseconds;
        long stop = Instant.Parse(((string)order["stop"]!).TrimEnd('Z')).Nanoseconds;
        await _behind.ExecuteAsync(
            string.Create(CultureInfo.InvariantCulture, $"DELETE FROM \"{name}\" WHERE origin = {origin} AND time >= {start} AND time <= {stop}"), bucket);
        return Reply.Of(204);
    }

    async Task<bool> HasBucketAsync(string name) => (await _behind.ExecuteAsync("SHOW DATABASES"))[0]!["series"]![0]!["values"] is JsonArray names
        && names.Any(row => (string?)row![0] == name);

    static Dictionary<string, string> QueryOf(SeenRequest request) => request.Target.Contains('?', StringComparison.Ordinal)
        ? request.Target.Split('?', 2)[1].Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]))
        : [];

    static Reply Json(int status, JsonObject body) => Reply.Of(status, body.ToJsonString(), ("Content-Type", "application/json; charset=utf-8"));

    static Reply Error(int status, string code, string message) => Json(status, new() { ["code"] = code, ["message"] = message });

    [GeneratedRegex("""\A_measurement="([a-z_]+)" AND origin="((?:[^"\\]|\\.)*)"\z""")]
    private static partial Regex Predicate();

    [GeneratedRegex("""\\(.)""")]
    private static partial Regex Escaped();
}
