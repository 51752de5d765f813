using System.Net.Sockets;
using System.Text;

namespace MetaLogging.Api.Tests.BadInput;

public sealed class BrokenConnectionsTests(SharedServer shared)
{
    RunningServer Server => shared.Server;

    [Theory]
    [InlineData("application/json", false)]
    [InlineData("application/json", true)]
    [InlineData("application/x-ndjson", false)]
    [InlineData("application/x-ndjson", true)]
    public async Task A_body_that_is_cut_short_by_its_client_leaves_no_trace(string type, bool isReset)
    {
        string action = Some.Name("cut");
        using RawConnection connection = await RawConnection.OpenAsync(Server);
        string line = Some.AuditOf(action) + "\n";
        await connection.SendAsync(Head("POST /api/v1/audit-events", $"Content-Type: {type}\r\nContent-Length: {line.Length + 10}\r\n") + line);
        if (isReset)
        {
            connection.Reset();
        }
        else
        {
            connection.EndSending();
            Answer? answer = await connection.ReadAsync();
            Assert.True(answer is null or { Status: 400 }, answer?.Text);
        }

        // What came afterwards on another connection is there, and nothing of that.
        (await Server.Owner().PostAsync("/api/v1/audit-events", Some.AuditOf(action))).Is(201);
        Assert.Single((await Server.Owner().GetAsync($"/api/v1/audit-events?action={action}")).Items);
    }

    [Theory]
    [InlineData("zz\r\n")]
    [InlineData("5\r\nabc")]
    [InlineData("-1\r\n\r\n")]
    [InlineData("ffffffffffffffff\r\n")]
    public async Task Chunks_that_are_none_are_400_and_leave_no_trace(string chunks)
    {
        string action = Some.Name("chunked");
        string line = Some.AuditOf(action) + "\n";
        using RawConnection connection = await RawConnection.OpenAsync(Server);
        await connection.SendAsync(Head("POST /api/v1/events", "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n"));
        await connection.SendAsync($"{line.Length:x}\r\n{line}\r\n{chunks}");
        connection.EndSending();
        Answer? answer = await connection.ReadAsync();
        Assert.True(answer is null or { Status: 400 }, answer?.Text);
        Assert.Empty((await Server.Owner().GetAsync($"/api/v1/audit-events?action={action}")).Items);
    }

    [Fact]
    public async Task A_length_past_every_limit_is_413_before_anything_of_it_is_sent()
    {
        using RawConnection connection = await RawConnection.OpenAsync(Server);
        await connection.SendAsync(Head("POST /api/v1/events", "Content-Type: application/x-ndjson\r\nContent-Length: 9000000000\r\nExpect: 100-continue\r\n"));
        (await connection.ReadAsync())!.IsProblem(413);
    }

    [Theory]
    [InlineData(200, 10)]
    [InlineData(4, 12_000)]
    public async Task A_flood_of_headers_is_431(int count, int length)
    {
        using RawConnection connection = await RawConnection.OpenAsync(Server);
        await connection.SendAsync("GET /healthz HTTP/1.1\r\nHost: x\r\n");
        try
        {
            for (int i = 0; i < count; i++)
            {
                await connection.SendAsync($"X-Flood-{i}: {new string('x', length)}\r\n");
            }

            await connection.SendAsync("\r\n");
        }
        catch (SocketException)
        {
            // It was refused before its end.
        }

        Answer? answer = await connection.ReadAsync();
        Assert.True(answer is null or { Status: 431 }, answer?.Text);
        await Server.Owner().GetAsync("/healthz");
    }

    [Theory]
    [InlineData("/api/v1/../../../etc/passwd", 404)]
    [InlineData("/api/v1/audit-events/../keys", 200)]
    [InlineData("/api/v1/audit-events/..%2f..%2fkeys", 400)]
    [InlineData("/api/v1/audit-events/%2e%2e/keys", 200)]
    [InlineData("/api/v1/audit-events/..%5c..%5ckeys", 400)]
    [InlineData("/..", 404)]
    [InlineData("/docs/../../../../etc/passwd", 404)]
    [InlineData("/openapi/..%2f..%2fkeys.json", 404)]
    [InlineData("/openapi/v2.json", 404)]
    [InlineData("//api//v1//keys", 404)]
    [InlineData("/api/v1/keys/", 200)]
    [InlineData("/API/V1/keys", 200)]
    [InlineData("/api/v1/keys%00", 400)]
    [InlineData("/%", 404)]
    [InlineData("/%ff%fe", 404)]
    public async Task A_path_with_dots_reaches_no_file_and_no_route_but_the_one_it_spells(string path, int status)
    {
        using RawConnection connection = await RawConnection.OpenAsync(Server);
        await connection.SendAsync(Head($"GET {path}", ""));
        Answer answer = (await connection.ReadAsync())!;
        answer.Is(status);
        Assert.DoesNotContain("root:", answer.Text, StringComparison.Ordinal);
        if (status == 404)
        {
            answer.IsProblem(404);
        }
    }

    [Theory]
    [InlineData("DELETE", "/api/v1/audit-events", "GET, POST")]
    [InlineData("PUT", "/api/v1/events", "POST")]
    [InlineData("GET", "/api/v1/events", "POST")]
    [InlineData("PATCH", "/api/v1/keys/0123456789abcdef", "DELETE")]
    [InlineData("POST", "/api/v1/summary", "GET")]
    [InlineData("POST", "/healthz", "GET")]
    [InlineData("OPTIONS", "/api/v1/keys", "GET, POST")]
    [InlineData("TRACE", "/api/v1/keys", "GET, POST")]
    [InlineData("BREW", "/api/v1/audit-events/1", "GET")]
    public async Task A_verb_that_is_not_there_is_405_and_says_which_are(string verb, string path, string allowed)
    {
        using RawConnection connection = await RawConnection.OpenAsync(Server);
        await connection.SendAsync(Head($"{verb} {path}", "Content-Length: 0\r\n"));
        Answer answer = (await connection.ReadAsync())!;
        Assert.Equal(allowed, answer.IsProblem(405).Header("Allow"));
    }

    [Fact]
    public async Task A_path_that_is_not_there_is_a_problem_too()
    {
        foreach (HttpMethod verb in new[] { HttpMethod.Get, HttpMethod.Post, HttpMethod.Delete })
        {
            (await Server.Owner().SendAsync(Server.Owner().Request(verb, "/api/v2/audit-events"))).IsProblem(404);
        }
    }

    string Head(string first, string headers) => $"{first} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Server.Key}\r\n{headers}\r\n";
}
