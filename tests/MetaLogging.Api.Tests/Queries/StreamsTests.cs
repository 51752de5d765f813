using System.Text.Json.Nodes;

namespace MetaLogging.Api.Tests.Queries;

public sealed class StreamsTests(SharedServer shared)
{
    const string Path = "/api/v1/audit-events";

    [Theory]
    [InlineData("desc")]
    [InlineData("asc")]
    public async Task A_stream_is_all_the_pages(string order)
    {
        Client caller = await FilledAsync(2500);
        List<string> paged = [];
        string cursor = "";
        do
        {
            Answer page = (await caller.GetAsync($"{Path}?order={order}&limit=400{cursor}")).Is(200);
            paged.AddRange(page.Items.Select(Id));
            cursor = page.Json["next_cursor"] is { } next ? $"&cursor={next.GetValue<string>()}" : "";
        }
        while (cursor.Length > 0);
        Answer stream = (await caller.StreamAsync($"{Path}?order={order}")).Is(200);
        Assert.StartsWith("application/x-ndjson", stream.Header("Content-Type"), StringComparison.Ordinal);
        Assert.Equal(paged, stream.Lines.Select(Id));
        Assert.Equal(2500, paged.Distinct().Count());
        Assert.Equal(paged.Take(700), (await caller.StreamAsync($"{Path}?order={order}&limit=700")).Lines.Select(Id));
        Assert.Equal(2500, (await caller.GetAsync($"{Path}?limit=1&include_total=true")).Json["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task An_ascending_cursor_ends_at_the_sequence_that_was_current_when_its_query_began()
    {
        Client caller = await FilledAsync(10);
        Answer first = await caller.GetAsync($"{Path}?order=asc&limit=6");
        (await caller.PostLinesAsync(Path, Enumerable.Repeat(Some.AuditOf("later"), 10))).Is(201);
        Answer last = await caller.GetAsync($"{Path}?order=asc&limit=6&cursor={first.Json["next_cursor"]!.GetValue<string>()}");
        Assert.Equal(4, last.Items.Count);
        Assert.Null(last.Json["next_cursor"]);
        Assert.DoesNotContain("later", last.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_of_a_key_that_is_revoked_is_broken_off_and_not_ended()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Client caller = await server.WithNewKeyAsync("read write");
        string line = Some.AuditOf("long", $",\"additional_data\":{{\"t\":\"{new string('x', 4000)}\"}}");
        for (int i = 0; i < 4; i++)
        {
            (await caller.PostLinesAsync(Path, Enumerable.Repeat(line, 3000))).Is(201);
        }

        using StreamReader lines = new(await caller.OpenAsync(Path));
        Assert.NotNull(await lines.ReadLineAsync(TestContext.Current.CancellationToken));
        (await server.Owner().DeleteAsync($"/api/v1/keys/{caller.KeyId}")).Is(200);
        int count = 1;
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (await lines.ReadLineAsync(TestContext.Current.CancellationToken) is not null)
            {
                count++;
            }
        });
        Assert.InRange(count, 1, 11_999);
    }

    async Task<Client> FilledAsync(int count)
    {
        Client caller = await shared.Server.WithNewKeyAsync("read write", Some.Name("stream"));
        (await caller.PostLinesAsync(Path, Enumerable.Range(0, count).Select(i => Some.AuditOf("a", $",\"user_id\":\"u{i}\"")))).Is(201);
        return caller;
    }

    static string Id(JsonObject item) => item["id"]!.GetValue<string>();
}
