namespace MetaLogging.Api.Tests.BadInput;

/// <summary>Alone, because it measures what the process takes.</summary>
[Collection(Alone.Name)]
public sealed class BombsTests
{
    const string Path = "/api/v1/events";

    [Theory]
    [InlineData("gzip", ' ')]
    [InlineData("gzip", '\n')]
    [InlineData("zstd", ' ')]
    [InlineData("zstd", '{')]
    public async Task A_small_body_that_unpacks_to_hundreds_of_MiB_is_413_with_bounded_memory_while_others_are_served(string encoding, char of)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        byte[] bomb = encoding == "gzip" ? Packed.GzipBomb(256, of) : Packed.ZstdBomb(1024, of);
        Assert.True(bomb.Length < 4 << 20);
        Client caller = server.Owner();
        (await caller.PostAsync(Path, bomb, "application/json", encoding)).IsProblem(413);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Task<Answer>[] bombs = [.. Enumerable.Range(0, 4).Select(_ => caller.PostAsync(Path, bomb, "application/x-ndjson", encoding))];
        (await caller.PostAsync("/api/v1/audit-events", Some.Audit)).Is(201);
        (await caller.GetAsync("/healthz")).Is(200);
        Assert.All(await Task.WhenAll(bombs), answer => answer.IsProblem(413));
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 100 << 20);
        (await caller.PostAsync("/api/v1/audit-events", bomb, "application/json", encoding)).IsProblem(413);
    }
}
