using System.Text.Json.Nodes;

namespace MetaLogging.Api.Tests.Exports;

public sealed class ExportsTests(SharedServer shared)
{
    const string Told = """{"filters":{"user_id":["u1","u2"],"start_time":"2026-01-01T00:00:00Z"},"events":7,"size":1}""";

    RunningServer Server => shared.Server;

    [Fact]
    public async Task An_export_is_told_by_an_own_event_of_its_caller_and_the_answer_has_the_keys_of_the_log()
    {
        Client key = await Server.WithNewKeyAsync("read", "exporting");
        Answer answer = await key.PostAsync("/api/v1/exports", Told);
        Assert.Equal(201, answer.Status);
        JsonNode said = JsonNode.Parse(answer.Text)!;
        string first = (await File.ReadAllLinesAsync(Path.Combine(Server.Folder, "log.vkey"), TestContext.Current.CancellationToken))[0];
        Assert.Equal(first, (string?)said["vkeys"]![0]);
        JsonObject own = (await Server.OwnAsync("metalog.export")).Single(item => (long)item["sequence"]! == (long)said["sequence"]!);
        Assert.Equal(((string?)said["by"], key.KeyId, "exporting"), ((string?)own["user_name"], (string?)own["user_id"], (string?)own["tenant_id"]));
        JsonNode data = own["additional_data"]!;
        Assert.Equal((7L, 1L, (string?)said["origin"]), ((long)data["events"]!, (long)data["size"]!, (string?)data["origin"]));
        Assert.Equal("""{"start_time":"2026-01-01T00:00:00Z","user_id":["u1","u2"]}""", data["filters"]!.ToJsonString());
    }

    [Fact]
    public async Task Whoever_may_not_read_may_not_export()
    {
        Client writer = await Server.WithNewKeyAsync("write manage");
        Assert.Equal(403, (await writer.PostAsync("/api/v1/exports", Told)).Status);
    }

    [Theory]
    [InlineData("", "$")]
    [InlineData("[]", "$")]
    [InlineData("""{"events":1,"events":2}""", "$")]
    [InlineData("""{"events":1,"size":1}""", "filters")]
    [InlineData("""{"filters":{},"size":1}""", "events")]
    [InlineData("""{"filters":{},"events":1}""", "size")]
    [InlineData("""{"filters":[],"events":1,"size":1}""", "filters")]
    [InlineData("""{"filters":{"a b":"x"},"events":1,"size":1}""", "filters")]
    [InlineData("""{"filters":{"a":1},"events":1,"size":1}""", "filters.a")]
    [InlineData("""{"filters":{"a":["x",{}]},"events":1,"size":1}""", "filters.a")]
    [InlineData("""{"filters":{"a":"\ud800"},"events":1,"size":1}""", "filters.a")]
    [InlineData("""{"filters":{"\ud800":"a"},"events":1,"size":1}""", "$")]
    [InlineData("""{"filters":{},"events":-1,"size":1}""", "events")]
    [InlineData("""{"filters":{},"events":1.5,"size":1}""", "events")]
    [InlineData("""{"filters":{},"events":1,"size":0}""", "size")]
    [InlineData("""{"filters":{},"events":1,"size":9223372036854775807}""", "size")]
    [InlineData("""{"filters":{},"events":1,"size":1,"x":1}""", "x")]
    public async Task What_is_wrong_is_named(string body, string field)
    {
        Client key = await Server.WithNewKeyAsync("read");
        Answer answer = await key.PostAsync("/api/v1/exports", body);
        Assert.Equal(400, answer.Status);
        Assert.True(JsonNode.Parse(answer.Text)!["errors"]!.AsObject().ContainsKey(field), answer.Text);
    }

    [Fact]
    public async Task Telling_of_exports_counts_as_asking()
    {
        await using RunningServer server = await RunningServer.StartAsync(new() { Settings = { ["MetaLogging:Api:QueriesPerMinute"] = "2" } });
        Client key = await server.WithNewKeyAsync("read");
        await key.PostAsync("/api/v1/exports", Told);
        await key.PostAsync("/api/v1/exports", Told);
        Assert.Equal(429, (await key.PostAsync("/api/v1/exports", Told)).Status);
    }
}
