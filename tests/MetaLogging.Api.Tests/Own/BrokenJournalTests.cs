using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace MetaLogging.Api.Tests.Own;

public sealed class BrokenJournalTests
{
    const string Path = "/api/v1/audit-events";

    [Fact]
    public async Task While_the_journal_cannot_be_written_reads_go_on_and_a_gap_says_afterwards_how_many_there_were()
    {
        FailingFiles disk = new();
        await using RunningServer server = await RunningServer.StartAsync(new() { Files = disk });
        (await server.Owner().PostAsync(Path, Some.AuditOf("before"))).Is(201);
        disk.IsBroken = true;
        Answer unknown = (await server.Owner().PostAsync(Path, Some.AuditOf("broken"))).IsProblem(503);
        Assert.Equal("urn:metalog:outcome-unknown", unknown.Json["type"]!.GetValue<string>());
        Answer refused = (await server.Owner().PostAsync(Path, Some.AuditOf("broken"))).IsProblem(503);
        Assert.Equal("urn:metalog:journal-not-writable", refused.Json["type"]!.GetValue<string>());
        Assert.NotEmpty(refused.Header("Retry-After"));
        (await server.Owner().PostLinesAsync(Path, Some.AuditOf("broken"))).IsProblem(503);
        foreach (string filters in new[] { "action=before", "action=before&resource_type=user", "action=before&success=true", "action=before" })
        {
            Assert.Single((await server.Owner().GetAsync($"{Path}?{filters}")).Is(200).Items);
        }

        (await server.Owner().GetAsync("/readyz")).Is(503);
        (await server.Owner().GetAsync("/healthz")).Is(200);
        disk.IsBroken = false;
        await Eventually.TrueAsync(async () => (await server.Owner().PostAsync(Path, Some.AuditOf("after"))).Status == 201);
        await server.Owner().GetAsync("/api/v1/system-events");

        // The repeat of the first is summed up, and told when its minute is over.
        JsonObject gap = Assert.Single(await server.OwnAsync("metalog.gap"));
        Assert.Equal(("reads", 3), (gap["additional_data"]!["source"]!.GetValue<string>(), gap["additional_data"]!["count"]!.GetValue<int>()));
        Assert.DoesNotContain((await server.Owner().GetAsync(Path)).Items, item => item["action"]!.GetValue<string>() == "broken");
        (await server.Owner().GetAsync("/readyz")).Is(200);
    }

    [Fact]
    public async Task With_reads_refused_a_question_that_cannot_be_told_is_503_and_says_which_setting_wants_it_so()
    {
        FailingFiles disk = new();
        await using RunningServer server = await RunningServer.StartAsync(new() { Files = disk, Settings = { ["MetaLogging:Api:Reads"] = "Refuse" } });
        (await server.Owner().GetAsync(Path)).Is(200);
        disk.IsBroken = true;
        Answer refused = (await server.Owner().GetAsync($"{Path}?user_id=somebody")).IsProblem(503);
        Assert.Equal("urn:metalog:journal-not-writable", refused.Json["type"]!.GetValue<string>());
        (await server.Owner().GetAsync($"{Path}?user_id=somebody")).IsProblem(503);
        (await server.Owner().StreamAsync("/api/v1/system-events")).IsProblem(503);
        (await server.Owner().GetAsync("/api/v1/summary")).IsProblem(503);
        disk.IsBroken = false;
        await Eventually.TrueAsync(async () => (await server.Owner().PostAsync(Path, Some.Audit)).Status == 201);
        (await server.Owner().GetAsync($"{Path}?user_id=somebody")).Is(200);
    }

    [Fact]
    public async Task A_sum_that_cannot_be_told_counts_with_all_its_reads()
    {
        FailingFiles disk = new();
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        await using RunningServer server = await RunningServer.StartAsync(new() { Files = disk, Time = time });
        for (int i = 0; i < 5; i++)
        {
            (await server.Owner().GetAsync(Path)).Is(200);
        }

        disk.IsBroken = true;
        time.Advance(TimeSpan.FromMinutes(1));
        await Eventually.TrueAsync(() => server.Log.Of(1503).Any());
        disk.IsBroken = false;
        await Eventually.TrueAsync(async () => (await server.Owner().PostAsync(Path, Some.Audit)).Status == 201);
        await server.Owner().GetAsync("/api/v1/system-events");
        JsonObject gap = Assert.Single(await server.OwnAsync("metalog.gap"));
        Assert.Equal(("reads", 4), (gap["additional_data"]!["source"]!.GetValue<string>(), gap["additional_data"]!["count"]!.GetValue<int>()));
    }
}
