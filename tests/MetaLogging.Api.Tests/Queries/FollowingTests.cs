using System.Text.Json.Nodes;

namespace MetaLogging.Api.Tests.Queries;

public sealed class FollowingTests(SharedServer shared)
{
    const string Path = "/api/v1/audit-events";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_newest_are_shown_first_then_what_comes_in_order_and_none_twice()
    {
        Client caller = await shared.Server.WithNewKeyAsync("read write", Some.Name("follow"));
        (await caller.PostLinesAsync(Path, Enumerable.Range(0, 30).Select(i => Some.AuditOf($"before{i}")))).Is(201);
        using StreamReader lines = new(await caller.OpenAsync($"{Path}?follow=true&limit=7"));
        Task writing = Task.Run(
            async () =>
            {
                for (int i = 0; i < 20; i++)
                {
                    (await caller.PostLinesAsync(Path, Enumerable.Range(0, 10 + (i * 5)).Select(_ => Some.AuditOf("comes")))).Is(201);
                    (await caller.PostAsync("/api/v1/system-events", Some.System)).Is(201);
                }

                (await caller.PostAsync(Path, Some.AuditOf("last"))).Is(201);
            },
            Cancel);
        List<JsonObject> seen = [];
        do
        {
            Task<string?> reading = lines.ReadLineAsync(Cancel).AsTask();
            if (await Task.WhenAny(reading, writing) == writing)
            {
                await writing;   // it failed, or all is there to be read
            }

            seen.Add(JsonNode.Parse((await reading)!)!.AsObject());
        }
        while (Action(seen[^1]) != "last");
        await writing;
        Assert.Equal(Enumerable.Range(23, 7).Select(i => $"before{i}"), seen.Take(7).Select(Action));
        long[] sequences = [.. seen.Select(item => item["sequence"]!.GetValue<long>())];
        Assert.Equal(sequences.Order(), sequences);
        Assert.Equal(sequences.Length, sequences.Distinct().Count());
        Assert.Equal(7 + 1150 + 1, seen.Count);
    }

    [Fact]
    public async Task Filters_hold_for_what_comes()
    {
        Client caller = await shared.Server.WithNewKeyAsync("read write", Some.Name("follow"));
        using StreamReader lines = new(await caller.OpenAsync($"{Path}?follow=true&action=wanted*"));
        (await caller.PostLinesAsync(Path, Some.AuditOf("other"), Some.AuditOf("wanted.1"), Some.AuditOf("other"), Some.AuditOf("wanted.2"))).Is(201);
        Assert.Contains("wanted.1", await lines.ReadLineAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains("wanted.2", await lines.ReadLineAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_ends_when_its_key_is_revoked_and_shows_nothing_that_came_afterwards()
    {
        Client caller = await shared.Server.WithNewKeyAsync("read write", Some.Name("follow"));
        Client writer = await shared.Server.WithNewKeyAsync("write");
        using StreamReader lines = new(await caller.OpenAsync($"{Path}?follow=true"));
        (await caller.PostAsync(Path, Some.AuditOf("before"))).Is(201);
        Assert.Contains("before", await lines.ReadLineAsync(Cancel), StringComparison.Ordinal);
        string tenant = (await caller.GetAsync(Path)).Items[0]["tenant_id"]!.GetValue<string>();
        (await shared.Server.Owner().DeleteAsync($"/api/v1/keys/{caller.KeyId}")).Is(200);
        (await writer.PostAsync(Path, Some.AuditOf("afterwards", $",\"tenant_id\":\"{tenant}\""))).Is(201);
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (await lines.ReadLineAsync(Cancel) is { } line)
            {
                Assert.DoesNotContain("afterwards", line, StringComparison.Ordinal);
            }
        });
    }

    [Fact]
    public async Task It_ends_when_the_server_stops_and_does_not_keep_it_from_stopping()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using StreamReader lines = new(await server.Owner().OpenAsync($"{Path}?follow=true"));
        Task<string?> reading = lines.ReadLineAsync(Cancel).AsTask();
        await server.StopAsync();
        await Assert.ThrowsAnyAsync<IOException>(() => reading);
    }

    static string Action(JsonObject item) => item["action"]!.GetValue<string>();
}
