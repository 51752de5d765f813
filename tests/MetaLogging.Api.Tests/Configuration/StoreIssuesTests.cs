using System.Text.Json.Nodes;

namespace MetaLogging.Api.Tests.Configuration;

/// <summary>What is wrong with the stores is told by a running server, and a store that is down makes questions fail by its name.</summary>
public sealed class StoreIssuesTests
{
    const string Secret = "s3cret-that-must-not-be-seen";

    /// <summary>Nobody listens there.</summary>
    static ServerPlan Nowhere => new()
    {
        Settings =
        {
            ["INFLUXDB_HOST"] = "127.0.0.1",
            ["INFLUXDB_PORT"] = "1",
            ["INFLUXDB_DATABASE"] = "audit",
            ["INFLUXDB_USERNAME"] = "auditor",
            ["INFLUXDB_PASSWORD"] = Secret,
        },
    };

    [Fact]
    public async Task A_store_that_is_down_is_an_issue_with_its_remedy_and_in_the_status()
    {
        await using RunningServer server = await RunningServer.StartAsync(Nowhere);
        server.Keep(Secret);
        await FailedAsync(server);
        JsonArray issues = JsonNode.Parse((await server.Owner().GetAsync("/api/v1/config/issues")).Text)!.AsArray();
        JsonNode issue = Assert.Single(issues, found => (string?)found!["setting"] == "store influxdb")!;
        Assert.Equal("error", (string?)issue["severity"]);
        Assert.StartsWith("InfluxDB at http://127.0.0.1:1 can't be reached", (string?)issue["message"], StringComparison.Ordinal);
        Assert.NotEmpty((string)issue["remedy"]!);
        JsonNode store = Assert.Single(JsonNode.Parse((await server.Owner().GetAsync("/api/v1/status")).Text)!["stores"]!.AsArray())!;
        Assert.Equal("influxdb", (string?)store["name"]);
        Assert.Null(store["pending_orders"]);
    }

    [Fact]
    public async Task Questions_to_a_store_that_is_down_are_503_with_its_name_and_recording_goes_on()
    {
        await using RunningServer server = await RunningServer.StartAsync(Nowhere);
        server.Keep(Secret);
        await FailedAsync(server);
        Answer recorded = await server.Owner().PostAsync("/api/v1/audit-events", """{"action":"a","resource_type":"b"}""");
        Assert.Equal(201, recorded.Status);
        Answer asked = await server.Owner().GetAsync("/api/v1/audit-events");
        Assert.Equal(503, asked.Status);
        Assert.Contains("InfluxDB", asked.Text, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(server.Folder, "store")));
    }

    [Fact]
    public async Task Orders_that_are_pending_stand_in_the_status()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.Trail.CatchUpAsync("embedded", TestContext.Current.CancellationToken);
        JsonNode store = Assert.Single(JsonNode.Parse((await server.Owner().GetAsync("/api/v1/status")).Text)!["stores"]!.AsArray())!;
        Assert.Equal(0, (int)store["pending_orders"]!);
    }

    /// <summary>Waits until the store has tried once.</summary>
    static async Task FailedAsync(RunningServer server)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        while (server.Trail.Health.Stores[0].Problem is null)
        {
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
