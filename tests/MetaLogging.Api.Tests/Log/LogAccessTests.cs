using System.Text.Json.Nodes;

namespace MetaLogging.Api.Tests.Log;

public sealed class LogAccessTests(SignedServer log) : IClassFixture<SignedServer>
{
    static readonly string[] Whole = ["/tlog/checkpoint", "/tlog/tile/0/000", "/tlog/tile/entries/000", "/tlog/tile/nonsense", "/api/v1/log"];
    static readonly string[] Proofs = ["/api/v1/proofs/inclusion/0", "/api/v1/proofs/consistency?from=1"];

    [Fact]
    public async Task A_key_that_reads_is_needed()
    {
        Client writer = await log.Server.WithNewKeyAsync("write manage");
        foreach (string path in Whole.Concat(Proofs))
        {
            (await log.Server.With(null).GetAsync(path)).IsProblem(401);
            (await log.Server.With("no-key").GetAsync(path)).IsProblem(401);
            Assert.Contains("logging:read", (await writer.GetAsync(path)).IsProblem(403).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_key_of_one_tenant_gets_nothing_of_the_whole_log()
    {
        Client north = await log.Server.WithNewKeyAsync("read", "north");
        foreach (string path in Whole)
        {
            (await north.GetAsync(path)).IsProblem(403);
        }
    }

    [Fact]
    public async Task A_key_of_one_tenant_proves_its_own_entries_and_that_the_log_goes_on_and_nothing_of_others()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Client north = await server.WithNewKeyAsync("read write", "north");
        Client south = await server.WithNewKeyAsync("read write", "south");
        int ofNorth = await RecordAsync(north);
        int ofSouth = await RecordAsync(south);
        int ofNobody = await RecordAsync(server.Owner());
        await server.Trail.SignedLog.CheckpointAsync(TestContext.Current.CancellationToken);
        foreach (string detail in (string[])["", "?detail=true"])
        {
            Assert.Contains("north_only", (await north.GetAsync($"/api/v1/proofs/inclusion/{ofNorth}{detail}")).Is(200).Text, StringComparison.Ordinal);
            (await south.GetAsync($"/api/v1/proofs/inclusion/{ofSouth}{detail}")).Is(200);
            (await server.Owner().GetAsync($"/api/v1/proofs/inclusion/{ofNorth}{detail}")).Is(200);
            foreach (int other in (int[])[ofSouth, ofNobody, 0])
            {
                Answer refused = (await north.GetAsync($"/api/v1/proofs/inclusion/{other}{detail}")).IsProblem(403);
                Assert.DoesNotContain("hashes", refused.Text, StringComparison.Ordinal);
                Assert.DoesNotContain("_only", refused.Text, StringComparison.Ordinal);
            }
        }

        (await north.GetAsync("/api/v1/proofs/consistency?from=1")).Is(200);
    }

    [Fact]
    public async Task A_public_log_is_open_to_all_and_its_proofs_are_not()
    {
        await using RunningServer server = await RunningServer.StartAsync(new() { Settings = { ["MetaLogging:Api:PublicLog"] = "true" } });
        await server.Trail.SignedLog.CheckpointAsync(TestContext.Current.CancellationToken);
        Client anybody = server.With(null);
        JsonObject told = (await anybody.GetAsync("/api/v1/log")).Is(200).Json;
        Assert.True(told["policy"]!["public"]!.GetValue<bool>());
        long size = (await anybody.CheckpointAsync()).Size;
        Assert.Equal((int)size, (await anybody.EntriesAsync(size)).Count);
        Answer tile = (await anybody.GetAsync(LogReading.TilePath("0", 0, 1))).Is(200);
        Assert.Equal("public, max-age=31536000, immutable", tile.Header("Cache-Control"));
        Assert.Equal("public, max-age=1", (await anybody.GetAsync("/tlog/checkpoint")).Header("Cache-Control"));
        foreach (string path in Proofs)
        {
            (await anybody.GetAsync(path)).IsProblem(401);
        }

        await Eventually.TrueAsync(async () => (await server.OwnAsync("metalog.read")).Any(own => own["user_id"]!.GetValue<string>() == "public"));
    }

    [Fact]
    public async Task The_log_has_a_limit_of_its_own_and_beyond_it_is_told_when_to_come_again()
    {
        await using RunningServer server = await RunningServer.StartAsync(new()
        {
            Settings = { ["MetaLogging:Api:LogReadsPerMinute"] = "4", ["MetaLogging:Api:QueriesPerMinute"] = "2" },
        });
        await server.Trail.SignedLog.CheckpointAsync(TestContext.Current.CancellationToken);
        Client reader = await server.WithNewKeyAsync("read");
        foreach (string path in (string[])["/tlog/checkpoint", LogReading.TilePath("0", 0, 1), "/api/v1/proofs/inclusion/0", "/api/v1/log"])
        {
            (await reader.GetAsync(path)).Is(200);
        }

        foreach (string path in Whole.Concat(Proofs))
        {
            Answer refused = (await reader.GetAsync(path)).IsProblem(429);
            Assert.Contains("LogReadsPerMinute", refused.Text, StringComparison.Ordinal);
            Assert.InRange(int.Parse(refused.Header("Retry-After"), System.Globalization.CultureInfo.InvariantCulture), 1, 60);
        }

        // Neither limit takes from the other, nor one key from another.
        (await reader.GetAsync("/api/v1/summary")).Is(200);
        (await reader.GetAsync("/api/v1/summary")).Is(200);
        Assert.Contains("QueriesPerMinute", (await reader.GetAsync("/api/v1/summary")).IsProblem(429).Text, StringComparison.Ordinal);
        (await (await server.WithNewKeyAsync("read")).GetAsync("/tlog/checkpoint")).Is(200);
    }

    [Fact]
    public async Task The_routes_of_the_log_stand_in_the_description()
    {
        JsonObject paths = (await log.Server.With(null).GetAsync("/openapi/v1.json")).Is(200).Json["paths"]!.AsObject();
        foreach (string path in (string[])["/tlog/checkpoint", "/api/v1/log", "/api/v1/proofs/inclusion/{sequence}", "/api/v1/proofs/consistency"])
        {
            Assert.NotNull(paths[path]!["get"]!["responses"]!["200"]);
        }

        Assert.Contains(paths, path => path.Key.StartsWith("/tlog/tile/", StringComparison.Ordinal));
    }

    static async Task<int> RecordAsync(Client caller)
    {
        Answer answer = await caller.PostAsync("/api/v1/audit-events", """{"action":"north_only","resource_type":"user","user_id":"of-north_only"}""");
        return answer.Is(201).Json["sequence"]!.GetValue<int>();
    }
}
