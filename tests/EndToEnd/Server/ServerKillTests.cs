using System.Globalization;
using Xunit;

namespace MetaLogging.EndToEnd.Server;

/// <summary>Real servers, really killed, while several connections record through HTTP.</summary>
public sealed class ServerKillTests(ITestOutputHelper output) : IDisposable
{
    const int KillsPerFolder = 4;
    const int Connections = 6;

    /// <summary>Small segments, so that kills meet sealing, too.</summary>
    static readonly string[] Small =
        ["MetaLogging:Journal:SegmentSize=262144", "MetaLogging:Journal:ReserveSize=16384", "MetaLogging:Journal:Watermark=0"];

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_event_that_was_answered_for_is_there_once_after_the_server_is_killed(int folder)
    {
        int seed = Environment.GetEnvironmentVariable("METALOG_TEST_SEED") is { } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        output.WriteLine($"METALOG_TEST_SEED={seed}");
        var random = new Random(HashCode.Combine(seed, folder));
        string data = _folder.PathOf("data");
        DeliveryBook book = new();
        KeyClerk clerk = new();
        bool isRebuilding = false;
        for (int kill = 0; kill < KillsPerFolder; kill++)
        {
            await RunUntilKilledAsync(data, random, isRebuilding, book, clerk);
            isRebuilding = random.Next(2) == 0;
            if (isRebuilding)
            {
                Directory.Delete(Path.Combine(data, "store"), recursive: true);   // it is built again from the journal
            }
        }

        await using LiveServer last = await LiveServer.StartAsync(data, Small);
        using HttpClient client = last.Client();
        CancellationToken cancellationToken = last.Program.Limit;
        await book.CheckAsync(client, cancellationToken);
        await book.SendAgainAsync(client, cancellationToken);
        await book.CheckAsync(client, cancellationToken);
        await book.CheckByIdAsync(client, 40, cancellationToken);
        await clerk.CheckAsync(last, cancellationToken);
        Command query = await Command.MetaLogAsync("query", "audit-events", "--all", "--format", "ndjson", "--data", data);
        book.Check(JsonLines.Parse(query.Succeeded().Output));
        Assert.Equal(0, (await last.StopAsync()).ExitCode);
        Assert.True(book.Answered >= KillsPerFolder);
    }

    static async Task RunUntilKilledAsync(string data, Random random, bool isRebuilding, DeliveryBook book, KeyClerk clerk)
    {
        await using LiveServer server = await LiveServer.StartAsync(data, Small);
        CancellationToken cancellationToken = server.Program.Limit;
        using (HttpClient first = server.Client())
        {
            if (!isRebuilding && random.Next(2) == 0)
            {
                await book.CheckAsync(first, cancellationToken);
                await clerk.CheckAsync(server, cancellationToken);
            }

            await book.SendAgainAsync(first, cancellationToken);
        }

        int left = random.Next(1, isRebuilding ? 10 : 200);   // soon, so that the kill meets the rebuilding
        List<Task> work = [.. Enumerable.Range(0, Connections).Select(_ => WriteAsync(new Random(random.Next())))];
        work.Add(TurnKeysAsync(new Random(random.Next())));
        await Task.WhenAll(work);

        async Task WriteAsync(Random own)
        {
            using HttpClient client = server.Client();
            try
            {
                while (true)
                {
                    await book.SendAsync(client, Delivery.Next(own), cancellationToken);
                    if (Interlocked.Decrement(ref left) == 0)
                    {
                        await server.KillAsync();
                    }
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // It is dead.
            }
        }

        async Task TurnKeysAsync(Random own)
        {
            using HttpClient client = server.Client();
            try
            {
                await clerk.WorkAsync(client, own, cancellationToken);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // It is dead.
            }
        }
    }
}
