using System.Text.Json.Nodes;

namespace MetaLogging.Api.Tests.Access;

public sealed class TenantsTests : IAsyncLifetime
{
    static readonly string[] Kinds = ["audit-events", "failed-logins", "system-events"];

    RunningServer _server = null!;
    Client _north = null!;
    Client _south = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _north = await _server.WithNewKeyAsync("read write manage", "north", name: "north-key");
        _south = await _server.WithNewKeyAsync("read write manage", "south", name: "south-key");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task What_one_tenant_writes_no_other_reads_counts_or_finds_and_a_key_without_tenant_does()
    {
        string[] ids = await WriteEachAsync(_north);
        for (int i = 0; i < Kinds.Length; i++)
        {
            string path = $"/api/v1/{Kinds[i]}";
            Assert.Single((await _north.GetAsync(path)).Items);
            Assert.Single((await _server.Owner().GetAsync($"{path}?tenant_id=north")).Items);
            Assert.Single((await _server.Owner().GetAsync(path)).Items);
            Answer none = (await _south.GetAsync($"{path}?include_total=true")).Is(200);
            Assert.Empty(none.Items);
            Assert.Equal(0, none.Json["total"]!.GetValue<int>());
            Assert.Equal("", (await _south.StreamAsync(path)).Is(200).Text);
            (await _south.GetAsync($"{path}/{ids[i]}")).IsProblem(404);
            (await _south.GetAsync($"/api/v1/events/{ids[i]}")).IsProblem(404);
            (await _south.StreamAsync($"/api/v1/events/{ids[i]}")).IsProblem(404);
            (await _north.GetAsync($"/api/v1/events/{ids[i]}")).Is(200);
            Assert.Equal("north", (await _server.Owner().GetAsync($"{path}/{ids[i]}")).Is(200).Json["tenant_id"]!.GetValue<string>());
            (await _south.GetAsync($"{path}?tenant_id=north")).IsProblem(403, "tenant_id");
            (await _south.GetAsync($"{path}?tenant_id=south&tenant_id=north")).IsProblem(403, "tenant_id");
            (await _south.GetAsync($"{path}?tenant_id=")).IsProblem(403, "tenant_id");
            (await _south.GetAsync($"{path}/{ids[i]}?tenant_id=north")).IsProblem(403, "tenant_id");
            (await _south.StreamAsync($"{path}?tenant_id=north&follow=true")).IsProblem(403, "tenant_id");
        }
    }

    [Fact]
    public async Task Reports_and_summaries_count_the_tenant_of_the_key_alone()
    {
        await WriteEachAsync(_north);
        JsonObject north = (await _north.GetAsync("/api/v1/summary")).Json;
        Assert.Equal((1, 1, 1), (Count(north, "audit_events"), Count(north, "failed_logins"), Count(north, "system_events")));
        JsonObject south = (await _south.GetAsync("/api/v1/summary")).Json;
        Assert.Equal((0, 0, 0), (Count(south, "audit_events"), Count(south, "failed_logins"), Count(south, "system_events")));
        Assert.Equal(1, Count((await _north.GetAsync("/api/v1/reports/privacy")).Json["report"]!.AsObject(), "privacy_events"));
        Answer report = await _south.GetAsync("/api/v1/reports/privacy");
        Assert.Equal(0, Count(report.Json["report"]!.AsObject(), "privacy_events"));
        Assert.DoesNotContain("north", report.Text, StringComparison.Ordinal);
        (await _south.GetAsync("/api/v1/summary?tenant_id=north")).IsProblem(403, "tenant_id");
        (await _south.GetAsync("/api/v1/reports/privacy?tenant_id=north")).IsProblem(403, "tenant_id");
        Assert.Equal(1, Count((await _server.Owner().GetAsync("/api/v1/summary?tenant_id=north")).Json, "audit_events"));
    }

    [Fact]
    public async Task The_same_id_in_two_tenants_is_two_events_and_neither_learns_of_the_other()
    {
        string id = Guid.NewGuid().ToString();
        (await _north.PostAsync("/api/v1/audit-events", Some.AuditOf("secret_of_north", $",\"id\":\"{id}\""))).Is(201);
        (await _south.PostAsync("/api/v1/audit-events", Some.AuditOf("of_south", $",\"id\":\"{id}\""))).Is(201);
        (await _south.PostAsync("/api/v1/audit-events", Some.AuditOf("of_south", $",\"id\":\"{id}\""))).Is(200);
        Answer conflict = (await _south.PostAsync("/api/v1/audit-events", Some.AuditOf("secret_of_north", $",\"id\":\"{id}\""))).IsProblem(409, "id");
        Assert.DoesNotContain("of_south", conflict.Text, StringComparison.Ordinal);
        Answer batch = (await _south.PostLinesAsync("/api/v1/audit-events", Some.AuditOf("of_south", $",\"id\":\"{id}\""), Some.Audit)).Is(201);
        Assert.Equal(1, batch.Json["duplicates"]!.GetValue<int>());
        Assert.Equal("of_south", (await _south.GetAsync($"/api/v1/events/{id}")).Json["action"]!.GetValue<string>());

        // Whoever has all tenants has to choose.
        (await _server.Owner().GetAsync($"/api/v1/events/{id}")).IsProblem(409, "tenant_id");
        Assert.Equal("secret_of_north", (await _server.Owner().GetAsync($"/api/v1/events/{id}?tenant_id=north")).Json["action"]!.GetValue<string>());
        Assert.Equal(2, (await _server.Owner().StreamAsync($"/api/v1/events/{id}")).Lines.Count);
    }

    [Fact]
    public async Task A_key_of_a_tenant_writes_for_no_other_and_its_events_get_its_tenant()
    {
        (await _north.PostAsync("/api/v1/audit-events", Some.AuditOf("a", ",\"tenant_id\":\"south\""))).IsProblem(403, "tenant_id");
        (await _north.PostLinesAsync("/api/v1/audit-events", Some.Audit, Some.AuditOf("a", ",\"tenant_id\":\"south\""))).IsProblem(403, "lines[2].tenant_id");
        Answer skipped = (await _north.PostLinesAsync("/api/v1/audit-events?on_error=skip", Some.AuditOf("kept"), Some.AuditOf("a", ",\"tenant_id\":\"south\""))).Is(201);
        Assert.Equal(2, skipped.Json["rejected"]![0]!["line"]!.GetValue<int>());
        (await _north.PostAsync("/api/v1/audit-events", Some.AuditOf("kept", ",\"tenant_id\":\"north\""))).Is(201);
        Assert.Empty((await _south.GetAsync("/api/v1/audit-events")).Items);
        Assert.All((await _north.GetAsync("/api/v1/audit-events")).Items, item => Assert.Equal("north", item["tenant_id"]!.GetValue<string>()));
        Assert.Equal(2, (await _north.GetAsync("/api/v1/audit-events")).Items.Count);
    }

    [Fact]
    public async Task Own_events_about_a_tenants_key_are_seen_by_that_tenant_only()
    {
        await _north.GetAsync("/api/v1/audit-events?user_id=whom-north-looks-for");
        (await (await _server.WithNewKeyAsync("write", "north")).GetAsync("/api/v1/audit-events")).IsProblem(403);
        await Eventually.TrueAsync(async () => (await _server.OwnAsync("metalog.refused")).Count > 0);
        IReadOnlyList<JsonObject> seen = (await _south.GetAsync("/api/v1/audit-events?own=true&limit=1000")).Items;
        Assert.All(seen, item => Assert.Equal("south", item["tenant_id"]!.GetValue<string>()));
        string all = string.Concat(seen.Select(item => item.ToJsonString()));
        Assert.DoesNotContain("north", all, StringComparison.Ordinal);
        string own = string.Concat((await _north.GetAsync("/api/v1/audit-events?own=true&limit=1000")).Items.Select(item => item.ToJsonString()));
        Assert.Contains("whom-north-looks-for", own, StringComparison.Ordinal);
        Assert.Contains("metalog.refused", own, StringComparison.Ordinal);
        Assert.DoesNotContain("metalog.start", own, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_of_other_tenants_are_neither_listed_nor_revoked_nor_made()
    {
        Answer listed = (await _south.GetAsync("/api/v1/keys")).Is(200);
        Assert.Equal(["south-key"], listed.Items.Select(key => key["name"]!.GetValue<string>()));
        (await _south.DeleteAsync($"/api/v1/keys/{_north.KeyId}")).IsProblem(404);
        (await _north.GetAsync("/api/v1/keys")).Is(200);
        (await _south.PostAsync("/api/v1/keys", """{"name":"k","permissions":["logging:read"],"tenant_id":"north"}""")).IsProblem(403, "tenant_id");
        Answer made = (await _south.PostAsync("/api/v1/keys", """{"name":"k","permissions":["logging:read"]}""")).Is(201);
        _server.Keep(made.Json["secret"]!.GetValue<string>());
        Assert.Equal("south", made.Json["tenant_id"]!.GetValue<string>());
        Client manager = await _server.WithNewKeyAsync("manage", "south");
        (await manager.PostAsync("/api/v1/keys", """{"name":"k","permissions":["logging:manage","logging:read"]}""")).IsProblem(403);
    }

    [Fact]
    public async Task A_stream_that_follows_shows_nothing_of_another_tenant()
    {
        using StreamReader lines = new(await _south.OpenAsync("/api/v1/audit-events?follow=true&own=true"));
        (await _north.PostAsync("/api/v1/audit-events", Some.AuditOf("of_north"))).Is(201);
        (await _south.PostAsync("/api/v1/audit-events", Some.AuditOf("of_south"))).Is(201);
        string? line;
        do
        {
            line = await lines.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotContain("north", line, StringComparison.Ordinal);
        }
        while (!line!.Contains("of_south", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_status_of_the_whole_trail_and_its_settings_are_not_for_the_key_of_one_tenant()
    {
        string sequence = (await _server.Owner().GetAsync("/api/v1/status")).Json["next_sequence"]!.ToJsonString();
        Assert.NotEqual("0", sequence);
        (await _south.GetAsync("/api/v1/status")).IsProblem(403);
        (await _south.GetAsync("/api/v1/config/issues")).IsProblem(403);
    }

    static int Count(JsonObject json, string name) => json[name]!.GetValue<int>();

    static async Task<string[]> WriteEachAsync(Client caller)
    {
        string privacy = """{"action":"a","resource_type":"user","privacy_impact":true,"data_categories":["north_only"],"user_id":"of-north"}""";
        Answer[] written =
        [
            (await caller.PostAsync("/api/v1/audit-events", privacy)).Is(201),
            (await caller.PostAsync("/api/v1/failed-logins", Some.Login)).Is(201),
            (await caller.PostAsync("/api/v1/system-events", Some.System)).Is(201),
        ];
        return [.. written.Select(answer => answer.Json["id"]!.GetValue<string>())];
    }
}
