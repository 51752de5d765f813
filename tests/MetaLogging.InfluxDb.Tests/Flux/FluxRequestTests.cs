using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using MetaLogging.InfluxDb.Asking;
using MetaLogging.InfluxDb.Flux;
using MetaLogging.InfluxDb.Http;
using MetaLogging.InfluxDb.Points;
using MetaLogging.InfluxDb.Tests.Support;

namespace MetaLogging.InfluxDb.Tests.Flux;

/// <summary>Our requests to 2.x are those that the vendor's JavaScript client sends for the same work.</summary>
public sealed class FluxRequestTests(SharedServer shared)
{
    const string Organisation = "7 of 9 & co";
    const string OrganisationId = "0123456789abcdef";

    /// <summary>
    /// Headers that say how a client sends and not what: its name, its connection, how a body is framed, and what compression of an answer it reads.
    /// Content-Type is compared where there is a body, and without the parameter, which the client calls <c>encoding</c> in a query and our requests
    /// <c>charset</c>.
    /// </summary>
    static readonly HashSet<string> LeftOut =
        new(["User-Agent", "Host", "Connection", "Keep-Alive", "Content-Length", "Transfer-Encoding", "Accept-Encoding"], StringComparer.OrdinalIgnoreCase);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_request_is_the_one_that_the_vendors_client_sends()
    {
        InfluxDbOptions options = new() { Version = 2, Org = Organisation, Bucket = "audit/ü +1", Token = "s3cret==", Keep = TimeSpan.FromDays(400) };
        byte[] lines = "audit_events,action=read,origin=a sequence=1i 7\naudit_events,action=read,origin=a sequence=2i 8"u8.ToArray();

        IReadOnlyList<SeenRequest> ours = await RecordAsync(async address =>
        {
            options.Host = address;
            await WorkAsync(options, lines);
        });
        Assert.Equal(8, ours.Count);
        JsonObject work = new()
        {
            ["token"] = options.Token,
            ["org"] = options.Org,
            ["bucket"] = options.Bucket,
            ["lines"] = new JsonArray([.. Encoding.UTF8.GetString(lines).Split('\n').Select(line => JsonValue.Create(line))]),
            ["query"] = JsonNode.Parse(ours[6].Body)!["query"]!.DeepClone(),
            ["deletion"] = JsonNode.Parse(ours[7].Body),
            ["newBucket"] = JsonNode.Parse(ours[3].Body),
        };
        IReadOnlyList<SeenRequest> theirs = await RecordAsync(async address =>
        {
            work["url"] = address;
            await RunClientAsync(work);
        });

        Assert.Equal(theirs.Select(Show), ours.Select(Show));
    }

    static async Task WorkAsync(InfluxDbOptions options, byte[] lines)
    {
        using (FluxDatabase database = new(options, TimeProvider.System))
        {
            await database.PrepareAsync(Cancellation);
            Assert.Equal(WriteOutcome.Stored, (await database.WriteAsync(lines, Cancellation)).Outcome);
            options.Compress = true;
            using FluxDatabase compressing = new(options, TimeProvider.System);
            Assert.Equal(WriteOutcome.Stored, (await compressing.WriteAsync(lines, Cancellation)).Outcome);
            PointQuestion question = new(PointTable.AuditEvents, ["a"], 0, 9, [new Condition.Is(PointTable.AuditEvents["user_id"], "${x} \" \\")]);
            await database.CountAsync(question, Cancellation);
            await database.DeleteAsync("audit_events", "a \"b\" \\c", 0, 1_774_483_200_000_000_001, Cancellation);
        }
    }

    static async Task RunClientAsync(JsonObject work)
    {
        string folder = await NodePackages.InstallAsync(NodePackages.Script("package.json"));
        using Process node = NodePackages.StartNode(folder, "client.mjs");
        await node.StandardInput.WriteAsync(work.ToJsonString());
        node.StandardInput.Close();
        string errors = await node.StandardError.ReadToEndAsync(Cancellation);
        await node.WaitForExitAsync(Cancellation);
        Assert.True(node.ExitCode == 0, errors);
    }

    async Task<IReadOnlyList<SeenRequest>> RecordAsync(Func<string, Task> work)
    {
        await using ForwardingServer recorder = new(shared.Server) { Reply = Reply.By(Answer) };
        await work(recorder.Address.ToString().TrimEnd('/'));
        return recorder.Requests;
    }

    /// <summary>As a server of 2.x answers that has the organisation and not yet the bucket.</summary>
    static Reply Answer(SeenRequest request) => (request.Method, request.Path) switch
    {
        ("GET", "/ping") => Reply.Of(204, "", ("X-Influxdb-Version", "v2.7.12")),
        ("GET", "/api/v2/buckets") => Reply.Of(404, """{"code":"not found","message":"bucket \"x\" not found"}""", ("Content-Type", "application/json")),
        ("GET", "/api/v2/orgs") => Reply.Of(
            200, $$"""{"orgs":[{"id":"{{OrganisationId}}","name":"{{Organisation}}"}]}""", ("Content-Type", "application/json")),
        ("POST", "/api/v2/buckets") => Reply.Of(201, "{}", ("Content-Type", "application/json")),
        ("POST", "/api/v2/query") => Reply.Of(200, "\r\n", ("Content-Type", "text/csv; charset=utf-8")),
        _ => Reply.Of(204),
    };

    static string Show(SeenRequest request)
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"{request.Method} {request.Path}");
        string query = request.Target.Contains('?', StringComparison.Ordinal) ? request.Target.Split('?', 2)[1] : "";
        text.AppendJoin("\n", query.Split('&').Select(pair => Uri.UnescapeDataString(pair.Replace('+', ' '))).Order(StringComparer.Ordinal)).AppendLine();
        foreach ((string name, string value) in request.Headers.OrderBy(header => header.Name, StringComparer.OrdinalIgnoreCase))
        {
            bool isType = name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase);
            if (!LeftOut.Contains(name) && !(isType && request.Body.Length == 0))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"{name.ToUpperInvariant()}: {(isType ? value.Split(';')[0] : value)}");
            }
        }

        return text.Append(Body(request)).ToString();
    }

    static string Body(SeenRequest request)
    {
        if (request.Header("Content-Encoding") == "gzip")
        {
            using GZipStream unpacked = new(new MemoryStream(request.Body), CompressionMode.Decompress);
            using StreamReader reader = new(unpacked, Encoding.UTF8);
            return reader.ReadToEnd();
        }

        return request.Header("Content-Type")?.StartsWith("application/json", StringComparison.Ordinal) == true && request.Body.Length > 0
            ? Sorted(JsonNode.Parse(request.Body))
            : request.Text;
    }

    static string Sorted(JsonNode? json) => json switch
    {
        JsonObject one => $"{{{string.Join(",", one.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{member.Key}:{Sorted(member.Value)}"))}}}",
        JsonArray several => $"[{string.Join(",", several.Select(Sorted))}]",
        _ => json?.ToJsonString() ?? "null",
    };
}
