using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using MetaLogging.Configuration;
using MetaLogging.EndToEnd.Kills;
using MetaLogging.EndToEnd.Server;
using MetaLogging.Events;
using MetaLogging.Forwarding;
using MetaLogging.Stores;
using Xunit;

namespace MetaLogging.EndToEnd.Forwarding;

/// <summary>A real server that is killed and comes back on its port, while an application sends it events and is restarted, too.</summary>
public sealed class ForwardingKillTests(ITestOutputHelper output) : IDisposable
{
    const int Kills = 4;
    const int Writers = 4;

    static readonly string[] Small = ["MetaLogging:Journal:SegmentSize=262144", "MetaLogging:Journal:ReserveSize=16384", "MetaLogging:Journal:Watermark=0"];

    readonly TemporaryFolder _folder = new();
    readonly ConcurrentDictionary<Guid, bool> _acknowledged = [];
    readonly ConcurrentDictionary<Guid, bool> _begun = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_server_has_each_acknowledged_event_once_after_it_was_killed_and_the_application_restarted()
    {
        int seed = Environment.GetEnvironmentVariable("METALOG_TEST_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        output.WriteLine($"METALOG_TEST_SEED={seed}");
        Random random = new(seed);
        string data = _folder.PathOf("data");
        string[] arguments = ["--urls", $"http://127.0.0.1:{LoopbackPort.Free()}", .. Small];
        LiveServer server = await LiveServer.StartAsync(data, arguments);
        MetaLoggingOptions options = Options(server);
        ForwardingAuditTrail trail = await OpenAsync(options);
        try
        {
            for (int kill = 0; kill < Kills; kill++)
            {
                using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(server.Program.Limit);
                ForwardingAuditTrail current = trail;
                Task[] writers = [.. Enumerable.Range(0, Writers).Select(_ => WriteAsync(current, enough.Token))];
                int target = _acknowledged.Count + random.Next(100, 400);
                await ReachedAsync(target, server);
                await server.KillAsync();
                await ReachedAsync(target + 200, server);   // they are acknowledged without a server
                await enough.CancelAsync();
                await Task.WhenAll(writers);
                await server.DisposeAsync();
                bool isRestarted = random.Next(2) == 0;
                if (isRestarted)
                {
                    await trail.DisposeAsync();
                }

                server = await LiveServer.StartAsync(data, arguments);
                trail = isRestarted ? await OpenAsync(options) : trail;
            }

            await DeliveredAsync(trail, server);
            await CheckAsync(server, _acknowledged.Keys, _begun.Keys);
            Assert.Empty(await trail.ReadSetAsideAsync(server.Program.Limit));
            Assert.Equal(0, (await server.StopAsync()).ExitCode);
        }
        finally
        {
            await trail.DisposeAsync();
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_server_has_each_acknowledged_event_once_after_the_application_itself_was_killed()
    {
        int seed = Environment.GetEnvironmentVariable("METALOG_TEST_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        output.WriteLine($"METALOG_TEST_SEED={seed}");
        Random random = new(seed);
        await using LiveServer server = await LiveServer.StartAsync(_folder.PathOf("data"), Small);
        KilledProgram application = new("CrashingWriter");
        for (int kill = 0; kill < Kills; kill++)
        {
            string next = random.Next().ToString(CultureInfo.InvariantCulture);
            application.RunUntil(random.Next(1, 600), [_folder.PathOf("queue"), next, server.Address.ToString(), server.Key], [.. application.Unanswered.Take(20)]);
        }

        await using ForwardingAuditTrail trail = await OpenAsync(Options(server));
        await DeliveredAsync(trail, server);
        await CheckAsync(server, application.Acknowledged, application.Begun);
        Assert.Empty(await trail.ReadSetAsideAsync(server.Program.Limit));
        Assert.Equal(0, (await server.StopAsync()).ExitCode);
    }

    MetaLoggingOptions Options(LiveServer server)
    {
        MetaLoggingOptions options = new()
        {
            DataDirectory = _folder.PathOf("queue"),
            ApplicationName = "shop",
            Server = server.Address.ToString(),
            ServerKey = server.Key,
            ReadTimeBound = TimeSpan.FromSeconds(1),
        };
        (options.Journal.SegmentSize, options.Journal.ReserveSize, options.Journal.Watermark) = (64 << 10, 4 << 10, 0);
        return options;
    }

    static async Task<ForwardingAuditTrail> OpenAsync(MetaLoggingOptions options)
    {
        ForwardingAuditTrail trail = new(options);
        await trail.StartAsync(TestContext.Current.CancellationToken);
        return trail;
    }

    async Task WriteAsync(ForwardingAuditTrail trail, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Guid id = Guid.CreateVersion7();
            _begun[id] = true;
            AuditEvent item = new() { Id = id, Action = "order.ship", ResourceType = "order", ResourceId = id.ToString("N")[..8], UserId = "user123" };
            await trail.RecordAsync(item, CancellationToken.None);
            _acknowledged[id] = true;
        }
    }

    async Task ReachedAsync(int events, LiveServer server)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(5));
        while (_acknowledged.Count < events)
        {
            await timer.WaitForNextTickAsync(server.Program.Limit);
        }
    }

    /// <summary>The last failure may still be waited after.</summary>
    static async Task DeliveredAsync(ForwardingAuditTrail trail, LiveServer server)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            try
            {
                await trail.DeliverAsync(server.Program.Limit);
                return;
            }
            catch (StoreException)
            {
                await timer.WaitForNextTickAsync(server.Program.Limit);
            }
        }
    }

    async Task CheckAsync(LiveServer server, IEnumerable<Guid> acknowledged, IEnumerable<Guid> begun)
    {
        Command query = await Command.MetaLogAsync(
            "query", "audit-events", "--all", "--format", "ndjson", "--server", server.Address.ToString(), "--key", server.Key);
        List<Guid> found = [.. JsonLines.Parse(query.Succeeded().Output).Select(item => Guid.Parse(item.Text("id")!))];
        output.WriteLine($"{found.Count} events");
        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.Empty(acknowledged.Except(found));
        Assert.Empty(found.Except(begun));
    }
}
