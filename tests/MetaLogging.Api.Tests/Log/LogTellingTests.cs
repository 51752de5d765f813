using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace MetaLogging.Api.Tests.Log;

public sealed class LogTellingTests : IAsyncLifetime
{
    readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    RunningServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync(new() { Time = _time });
        (await _server.Owner().PostLinesAsync("/api/v1/audit-events", Enumerable.Repeat(Some.Audit, 30))).Is(201);
        await _server.Trail.SignedLog.CheckpointAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task What_is_handed_out_of_the_log_is_told_at_once_and_then_summed_up_by_the_minute()
    {
        Client reader = await _server.WithNewKeyAsync("read", name: "auditor");
        (await reader.GetAsync("/tlog/checkpoint")).Is(200);
        JsonObject first = Assert.Single(await ReadsOfAsync(reader));
        Assert.Equal(("tlog", "auditor", "127.0.0.1"), (first["resource_type"]!.GetValue<string>(), first["user_name"]!.GetValue<string>(), first["ip_address"]!.GetValue<string>()));
        for (int width = 1; width <= 20; width++)
        {
            (await reader.GetAsync(LogReading.TilePath("0", 0, width))).Is(200);
            (await reader.GetAsync(LogReading.TilePath("entries", 0, width))).Is(200);
        }

        (await reader.GetAsync(LogReading.TilePath("0", 1))).Is(404);
        Assert.Single(await ReadsOfAsync(reader));
        _time.Advance(TimeSpan.FromMinutes(1));
        await Eventually.TrueAsync(async () => (await ReadsOfAsync(reader)).Count == 2);
        JsonNode sum = (await ReadsOfAsync(reader))[1]["additional_data"]!;
        Assert.Equal((40, 20 * 21 / 2, true), (sum["reads"]!.GetValue<int>(), sum["returned"]!.GetValue<int>(), sum["summed"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task Proofs_are_told_and_each_one_that_shows_a_detail_with_its_sequence()
    {
        Client reader = await _server.WithNewKeyAsync("read");
        for (int i = 0; i < 2; i++)
        {
            (await reader.GetAsync("/api/v1/proofs/consistency?from=1")).Is(200);
            (await reader.GetAsync($"/api/v1/proofs/inclusion/{i}")).Is(200);
            (await reader.GetAsync($"/api/v1/proofs/inclusion/{i}?detail=true")).Is(200);
        }

        Assert.Equal(
            ["""proof {} 0""", """proof-with-detail {"sequence":"0"} 1""", """proof-with-detail {"sequence":"1"} 1"""],
            (await ReadsOfAsync(reader)).Select(own => $"{own["resource_type"]} {own["additional_data"]!["filters"]!.ToJsonString()} {own["additional_data"]!["returned"]}"));
        _time.Advance(TimeSpan.FromMinutes(1));
        await Eventually.TrueAsync(async () => (await ReadsOfAsync(reader)).Count == 4);
        Assert.Equal(3, (await ReadsOfAsync(reader))[3]["additional_data"]!["reads"]!.GetValue<int>());
    }

    async Task<IReadOnlyList<JsonObject>> ReadsOfAsync(Client reader) =>
        [.. (await _server.OwnAsync("metalog.read")).Where(own => own["user_id"]!.GetValue<string>() == reader.KeyId)];
}
