using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace MetaLogging.Api.Tests.Own;

public sealed class TellingTests : IAsyncLifetime
{
    const string Path = "/api/v1/audit-events";

    readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    RunningServer _server = null!;
    int _marks;

    public async ValueTask InitializeAsync() => _server = await RunningServer.StartAsync(new() { Time = _time });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Start_stop_settings_and_keys_are_told()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("metalog-api-");
        string id;
        await using (RunningServer first = await RunningServer.StartAsync(new() { Folder = folder.FullName }))
        {
            id = (await first.WithNewKeyAsync("read", "north", name: "new-key")).KeyId;
            (await first.Owner().DeleteAsync($"/api/v1/keys/{id}")).Is(200);
        }

        await using (RunningServer again = await RunningServer.StartAsync(new() { Folder = folder.FullName, Settings = { ["MetaLogging:Api:BodyTime"] = "00:00:30" } }))
        {
            Assert.Equal(2, (await again.OwnAsync("metalog.start")).Count);
            JsonObject stop = Assert.Single(await again.OwnAsync("metalog.stop"));
            Assert.True(stop["additional_data"]!["clean"]!.GetValue<bool>());
            JsonNode change = Assert.Single((await again.OwnAsync("metalog.settings"))[^1]["changes"]!.AsArray())!;
            Assert.Equal(("MetaLogging:Api:BodyTime", "00:01:00", "00:00:30"), (Text(change, "field"), Text(change, "old"), Text(change, "new")));
            IReadOnlyList<JsonObject> made = await again.OwnAsync("metalog.key.create");
            Assert.Equal(["bootstrap", "new-key"], made.Select(own => Text(own["additional_data"]!, "name")));
            Assert.Equal((id, "bootstrap", "127.0.0.1", "north"), (Text(made[1], "resource_id"), Text(made[1], "user_name"), Text(made[1], "ip_address"), Text(made[1], "tenant_id")));
            Assert.Equal(id, Text(Assert.Single(await again.OwnAsync("metalog.key.revoke")), "resource_id"));
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Every_read_is_told_with_who_asked_for_what_and_how_much_came_back()
    {
        Client reader = await _server.WithNewKeyAsync("read", name: "auditor");
        string id = (await _server.Owner().PostAsync(Path, Some.AuditOf("seen"))).Json["id"]!.GetValue<string>();
        await reader.GetAsync($"{Path}?action=seen&user_id=a&user_id=b&limit=7&include_total=true");
        await reader.GetAsync($"{Path}?action=seen");
        await reader.StreamAsync("/api/v1/failed-logins?username=root");
        await reader.GetAsync($"/api/v1/events/{id}");
        await reader.GetAsync($"/api/v1/events/{Guid.Empty}");
        await reader.GetAsync("/api/v1/summary?hours=2");
        await reader.GetAsync("/api/v1/reports/privacy?days=3");
        (await reader.GetAsync($"{Path}?limit=0")).Is(400);
        IReadOnlyList<JsonObject> told = await ReadsOfAsync(reader);
        Assert.All(told, own => Assert.Equal((reader.KeyId, "auditor", "127.0.0.1"), (Text(own, "user_id"), Text(own, "user_name"), Text(own, "ip_address"))));
        Assert.Equal(
            [
                """audit-events {"action":"seen","user_id":["a","b"]} 0""", """audit-events {"action":"seen"} 1""", """failed-logins {"username":"root"} 0""",
                $$"""events {"id":"{{id}}"} 1""", $$"""events {"id":"{{Guid.Empty}}"} 0""", """summary {"hours":"2"} 0""", """report {"days":"3"} 0""",
            ],
            told.Select(own => $"{own["resource_type"]} {own["additional_data"]!["filters"]!.ToJsonString()} {own["additional_data"]!["returned"]}"));
    }

    [Fact]
    public async Task Further_pages_are_one_with_their_question_also_when_they_come_later()
    {
        Client caller = await _server.WithNewKeyAsync("read write", "pages");
        (await caller.PostLinesAsync(Path, Enumerable.Repeat(Some.Audit, 10))).Is(201);
        Answer page = await caller.GetAsync($"{Path}?limit=3");
        page = await caller.GetAsync($"{Path}?limit=3&cursor={page.Json["next_cursor"]!.GetValue<string>()}");
        await MinuteAsync();
        await MinuteAsync();
        page = await caller.GetAsync($"{Path}?limit=3&cursor={page.Json["next_cursor"]!.GetValue<string>()}");
        await caller.GetAsync($"{Path}?limit=3&cursor={page.Json["next_cursor"]!.GetValue<string>()}");
        await MinuteAsync();
        await Eventually.TrueAsync(async () => Sum(await ReadsOfAsync(caller), "returned") == 10);
        IReadOnlyList<JsonObject> told = await ReadsOfAsync(caller);
        Assert.Equal((1, 3), (Sum(told, "reads"), Sum(told, "pages")));
    }

    [Fact]
    public async Task A_dashboard_that_asks_every_second_for_ten_minutes_writes_about_one_event_a_minute_and_does_not_feed_on_itself()
    {
        Client dashboard = await _server.WithNewKeyAsync("read", name: "dashboard");
        for (int minute = 0; minute < 10; minute++)
        {
            await MarkAsync();
            for (int second = 0; second < 60; second++)
            {
                string from = Uri.EscapeDataString(_time.GetUtcNow().AddHours(-1).ToString("O"));
                (await dashboard.GetAsync($"{Path}?own=true&start_time={from}")).Is(200);
                _time.Advance(TimeSpan.FromSeconds(1));
            }

            await ClosedAsync();
        }

        await Eventually.TrueAsync(async () => Sum(await ReadsOfAsync(dashboard), "reads") == 600);
        Assert.InRange((await ReadsOfAsync(dashboard)).Count, 10, 11);
        await MinuteAsync();
        Assert.InRange((await ReadsOfAsync(dashboard)).Count, 10, 11);
    }

    [Fact]
    public async Task A_refused_access_is_told_with_who_and_where_and_repeats_are_summed_up()
    {
        Client writer = await _server.WithNewKeyAsync("write", "north", name: "writer");
        for (int i = 0; i < 5; i++)
        {
            (await writer.GetAsync($"{Path}?user_id=secret{i}")).Is(403);
            (await _server.With("nobodys-key").GetAsync("/api/v1/keys")).Is(401);
        }

        await Eventually.TrueAsync(async () => (await _server.OwnAsync("metalog.refused")).Count == 2);
        await MinuteAsync();
        await Eventually.TrueAsync(async () => Sum(await _server.OwnAsync("metalog.refused"), "count") == 10);
        IReadOnlyList<JsonObject> told = await _server.OwnAsync("metalog.refused");
        Assert.Equal(4, told.Count);
        Assert.All(told, own => Assert.False(own["success"]!.GetValue<bool>()));
        JsonObject[] known = [.. told.Where(own => Text(own, "user_id") == writer.KeyId)];
        Assert.Equal([1, 4], known.Select(own => own["additional_data"]!["count"]!.GetValue<int>()));
        Assert.Equal((403, "GET", Path), (known[0]["additional_data"]!["status"]!.GetValue<int>(), Text(known[0]["additional_data"]!, "method"), Text(known[0]["additional_data"]!, "route")));
        Assert.All(known, own => Assert.Equal(("writer", "north"), (Text(own, "user_name"), Text(own, "tenant_id"))));
        string all = string.Concat(told.Select(own => own.ToJsonString()));
        Assert.DoesNotContain("secret", all, StringComparison.Ordinal);
        Assert.DoesNotContain("nobodys-key", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_of_5000_refused_requests_from_as_many_addresses_writes_a_bounded_number_of_events_and_counts_them_all()
    {
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (int i = Interlocked.Increment(ref next); i <= 5000; i = Interlocked.Increment(ref next))
            {
                using RawConnection connection = await RawConnection.OpenAsync(_server, new([127, 1, (byte)(i >> 8), (byte)i]));
                await connection.SendAsync($"GET {Path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                (await connection.ReadAsync())!.Is(401);
            }
        }));
        await MinuteAsync();
        await Eventually.TrueAsync(async () => Sum(await _server.OwnAsync("metalog.refused"), "count") == 5000);
        Assert.InRange((await _server.OwnAsync("metalog.refused")).Count, 2, 102);
    }

    [Fact]
    public async Task The_last_minute_is_told_when_the_server_stops()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("metalog-api-");
        await using (RunningServer first = await RunningServer.StartAsync(new() { Folder = folder.FullName, Time = _time }))
        {
            for (int i = 0; i < 3; i++)
            {
                await first.Owner().GetAsync(Path);
            }
        }

        await using (RunningServer again = await RunningServer.StartAsync(new() { Folder = folder.FullName, Time = _time }))
        {
            Assert.Equal(3, Sum(await again.OwnAsync("metalog.read"), "reads"));
        }

        folder.Delete(recursive: true);
    }

    static string Text(JsonNode json, string name) => json[name]?.GetValue<string>() ?? "";

    async Task MinuteAsync()
    {
        await MarkAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        await ClosedAsync();
    }

    /// <summary>Asks something twice, so that the minute has a sum by which its end is seen.</summary>
    async Task MarkAsync()
    {
        _marks++;
        (await _server.Owner().GetAsync("/api/v1/summary?hours=7")).Is(200);
        (await _server.Owner().GetAsync("/api/v1/summary?hours=7")).Is(200);
    }

    /// <summary>Waits until the minute is closed.</summary>
    Task ClosedAsync() => Eventually.TrueAsync(async () =>
        (await _server.OwnAsync("metalog.read")).Count(own => Text(own, "resource_type") == "summary" && own["additional_data"]!["summed"] is not null) == _marks);

    async Task<IReadOnlyList<JsonObject>> ReadsOfAsync(Client reader) =>
        [.. (await _server.OwnAsync("metalog.read")).Where(own => Text(own, "user_id") == reader.KeyId)];

    static int Sum(IEnumerable<JsonObject> told, string name) => told.Sum(own => own["additional_data"]![name]?.GetValue<int>() ?? 0);
}
