using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Tests.Simulation;
using MetaLogging.Recording;
using MetaLogging.Tests.Support;

namespace MetaLogging.Tests.Recording;

/// <summary>The whole road in, over a disk that loses what was not flushed: clients send again what got no answer, and must never be told of a copy that is then lost.</summary>
public sealed class LostPowerTests(ITestOutputHelper output)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_call_the_power_is_lost_at_every_answered_event_is_there_once_and_sending_again_adds_the_rest()
    {
        int calls = await CountCallsAsync();
        int seed = Environment.TickCount;
        output.WriteLine($"{calls} calls, seeds from {seed}");
        for (int crashAt = 0; crashAt < calls; crashAt++)
        {
            using var client = new Client();
            SimulatedDisk disk = new(seed + crashAt) { CrashAt = crashAt };
            await client.RunAsync(disk);
            await CheckAsync(client, disk.AfterCrash(seed + crashAt, share: (crashAt % 3) / 2.0), $"crash at call {crashAt}, seed {seed + crashAt}");
        }
    }

    [Fact]
    public async Task Whatever_call_fails_every_answered_event_is_there_once_after_the_power_is_lost()
    {
        int calls = await CountCallsAsync();
        int seed = Environment.TickCount;
        output.WriteLine($"{calls} calls, seeds from {seed}");
        for (int failAt = 0; failAt < calls; failAt++)
        {
            using var client = new Client();
            SimulatedDisk disk = new(seed + failAt) { FailAt = failAt };
            await client.RunAsync(disk);
            await CheckAsync(client, disk.AfterCrash(seed + failAt, share: 0), $"call {failAt} failed, seed {seed + failAt}");
        }
    }

    static async Task<int> CountCallsAsync()
    {
        using var client = new Client();
        SimulatedDisk disk = new(1);
        await client.RunAsync(disk);
        Assert.Equal(client.Sent.Count, client.Answered.Count);
        return disk.Calls;
    }

    static async Task CheckAsync(Client client, SimulatedDisk disk, string what)
    {
        await using AuditTrail trail = client.Trail(disk);
        await trail.StartAsync(Cancel);
        foreach (Guid id in client.Answered)
        {
            Assert.True((await trail.FindAsync(id, cancellationToken: Cancel)).Count == 1, $"{what}: an answered event is lost, or there twice");
        }

        foreach (AuditEvent item in client.Sent)
        {
            Receipt receipt = await trail.RecordAsync(item, Cancel);
            Recorded<TrailEvent> found = Assert.Single(await trail.FindAsync(item.Id!.Value, cancellationToken: Cancel));
            Assert.True(receipt.Sequence == found.Sequence, what);
            Assert.True(receipt.IsDuplicate || !client.Answered.Contains(receipt.Id), what);
        }
    }

    /// <summary>Sends events alone, together and at the same time, each once more when there was no answer.</summary>
    sealed class Client : IDisposable
    {
        readonly DataFolder _folder = new();
        readonly Lock _lock = new();

        public List<AuditEvent> Sent { get; } = [];

        public HashSet<Guid> Answered { get; } = [];

        public AuditTrail Trail(SimulatedDisk disk)
        {
            MetaLogging.Configuration.MetaLoggingOptions options = _folder.Options();
            options.Journal.SegmentSize = 64 << 10;
            options.Journal.ReserveSize = 4 << 10;
            options.Journal.CompressionLevel = 1;
            return new AuditTrail(options, []) { Files = disk };
        }

        public async Task RunAsync(SimulatedDisk disk)
        {
            for (int run = 0; run < 2; run++)
            {
                try
                {
                    await using AuditTrail trail = Trail(disk);
                    await trail.StartAsync(Cancel);
                    await SendAsync(trail, 1, 100);
                    await Task.WhenAll(SendAsync(trail, 1, 100), SendAsync(trail, 5, 3000), SendAsync(trail, 1, 100));
                    await EraseAsync(trail);
                    await SendAsync(trail, 20, 2000);
                }
                catch (Exception e) when (e is SimulatedCrashException or JournalException)
                {
                    // What was answered up to here is what counts.
                }
            }
        }

        public void Dispose() => _folder.Dispose();

        async Task SendAsync(AuditTrail trail, int count, int length)
        {
            AuditEvent[] events = [.. Enumerable.Range(0, count).Select(_ => Event(length))];
            lock (_lock)
            {
                Sent.AddRange(events);
            }

            for (int attempt = 0; attempt < 2; attempt++)
            {
                try
                {
                    await trail.RecordAsync(events, cancellationToken: Cancel);
                    lock (_lock)
                    {
                        Answered.UnionWith(events.Select(item => item.Id!.Value));
                    }

                    return;
                }
                catch (Exception e) when (e is SimulatedCrashException or JournalException)
                {
                    // Not answered: sent again.
                }
            }
        }

        static async Task EraseAsync(AuditTrail trail)
        {
            try
            {
                await trail.EraseAsync([new SequenceRange(0, 2)], EntryParts.Content, "test", Cancel);
            }
            catch (Exception e) when (e is SimulatedCrashException or JournalException or ArgumentException)
            {
                // Fewer than two events were recorded, or it is finished at the next start.
            }
        }

        static AuditEvent Event(int length)
        {
            byte[] text = new byte[length / 2];
            Random.Shared.NextBytes(text);
            return Some.AuditEvent() with { Id = Guid.NewGuid(), AdditionalData = new() { ["text"] = Convert.ToHexString(text) } };
        }
    }
}
