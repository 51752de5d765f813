using MetaLogging.Events;
using MetaLogging.InfluxDb.Tests.Support;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Tests;

/// <summary>Servers and writers that go away under load: in the end the same points are there as without.</summary>
public sealed class OutageTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_goes_and_comes_back_under_load_has_the_same_points_and_nothing_was_refused(bool isKilled)
    {
        await using InfluxServer server = await InfluxServer.StartAsync();
        using DataFolder folder = new();
        InfluxDbOptions options = server.Options(InfluxServer.NewDatabase());
        options.BatchSize = 50;
        await using AuditTrail trail = await TrailOf(folder, options);
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<int> writing = RecordAsync(trail, enough.Token);
        for (int i = 0; i < 2; i++)
        {
            long before = await PositionAsync(trail, 0);
            await PositionAsync(trail, before + 500);
            await (isKilled ? server.KillAsync() : server.StopAsync());
            long position = trail.Health.Stores[0].Position;
            await Eventually.TrueAsync(() => trail.Health.Stores[0].Problem is not null && trail.NextSequence > position + 1_000, Cancellation);
            Assert.Contains("InfluxDB", trail.Health.Stores[0].Problem, StringComparison.Ordinal);
            StoreException refusal = await Assert.ThrowsAsync<StoreException>(
                async () => await trail.QueryAsync(new Queries.AuditEventQuery(), Cancellation));
            Assert.Contains("InfluxDB", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("InfluxDB", (await trail.SummarizeAsync(cancellationToken: Cancellation)).Status, StringComparison.Ordinal);
            await server.StartAgainAsync();
            await PositionAsync(trail, position + 1_000);
        }

        await enough.CancelAsync();
        int recorded = await writing;
        await trail.CatchUpAsync("influxdb", Cancellation);
        Assert.Null(trail.Health.Stores[0].Problem);
        Assert.Equal(recorded, (await trail.SummarizeAsync(1e6, cancellationToken: Cancellation)).Counts!.Value.AuditEvents);
        await AssertSameAsWithoutOutageAsync(server, folder, trail, options.Database);
    }

    [Fact]
    public async Task A_server_that_is_down_at_the_start_gets_everything_when_it_comes()
    {
        await using InfluxServer server = await InfluxServer.StartAsync();
        await server.StopAsync();
        using DataFolder folder = new();
        InfluxDbOptions options = server.Options(InfluxServer.NewDatabase());
        await using AuditTrail trail = await TrailOf(folder, options);
        await trail.RecordAsync([.. Enumerable.Range(0, 500).Select(Event)], cancellationToken: Cancellation);
        await Eventually.TrueAsync(() => trail.Health.Stores[0].Problem is not null, Cancellation);
        await server.StartAgainAsync();
        await PositionAsync(trail, 500);
        await AssertSameAsWithoutOutageAsync(server, folder, trail, options.Database);
    }

    [Fact]
    public async Task A_trail_that_is_closed_while_the_server_is_down_goes_on_where_it_was()
    {
        await using InfluxServer server = await InfluxServer.StartAsync();
        using DataFolder folder = new();
        InfluxDbOptions options = server.Options(InfluxServer.NewDatabase());
        await using (AuditTrail trail = await TrailOf(folder, options))
        {
            await trail.RecordAsync([.. Enumerable.Range(0, 100).Select(Event)], cancellationToken: Cancellation);
            await trail.CatchUpAsync("influxdb", Cancellation);
            await server.KillAsync();
            await trail.RecordAsync([.. Enumerable.Range(100, 100).Select(Event)], cancellationToken: Cancellation);
        }

        await server.StartAgainAsync();
        await using AuditTrail again = await TrailOf(folder, options);
        await PositionAsync(again, again.NextSequence);
        await AssertSameAsWithoutOutageAsync(server, folder, again, options.Database);
    }

    [Fact]
    public async Task A_server_that_never_answers_keeps_nobody_from_recording_and_from_closing()
    {
        await using InfluxServer server = await InfluxServer.StartAsync();
        await using ForwardingServer between = new(server);
        using DataFolder folder = new();
        HurriedTime time = new(10);
        InfluxDbOptions options = between.Options(InfluxServer.NewDatabase());
        options.Timeout = time.InSystemTime(TimeSpan.FromMinutes(10));
        await using (AuditTrail trail = new(folder.Options(), [Opening.New(options, time)]))
        {
            await trail.StartAsync(Cancellation);
            await trail.RecordAsync(Event(0), Cancellation);
            await trail.CatchUpAsync("influxdb", Cancellation);
            between.Reply = Reply.Never;
            await trail.RecordAsync(Event(1), Cancellation);
            await Eventually.TrueAsync(() => between.Requests[^1].IsWrite, Cancellation);
            await trail.RecordAsync([.. Enumerable.Range(2, 50).Select(Event)], cancellationToken: Cancellation);
        }

        between.Reply = Reply.Forwarded;
        await using AuditTrail again = await TrailOf(folder, server.Options(options.Database));
        await PositionAsync(again, again.NextSequence);
        await AssertSameAsWithoutOutageAsync(server, folder, again, options.Database);
    }

    [Fact]
    public async Task A_writer_that_is_killed_again_and_again_leaves_the_same_points_as_one_that_was_not()
    {
        await using InfluxServer server = await InfluxServer.StartAsync();
        using DataFolder folder = new();
        InfluxDbOptions options = server.Options(InfluxServer.NewDatabase());
        for (int i = 0; i < 3; i++)
        {
            await KilledWriter.RunAsync(folder.Path, options, acknowledgements: 300 * (i + 1));
        }

        await using AuditTrail trail = await TrailOf(folder, options);
        await PositionAsync(trail, trail.NextSequence);
        await AssertSameAsWithoutOutageAsync(server, folder, trail, options.Database);
    }

    static async Task<AuditTrail> TrailOf(DataFolder folder, InfluxDbOptions options)
    {
        AuditTrail trail = new(folder.Options(), [Opening.New(options)]);
        await trail.StartAsync(Cancellation);
        return trail;
    }

    static AuditEvent Event(int number) => Trail.Audit() with { UserId = $"user{number}", ErrorMessage = new string('x', number % 300) };

    /// <summary>Records until it is enough; that a record is refused would be thrown. Answers how many there were.</summary>
    static async Task<int> RecordAsync(AuditTrail trail, CancellationToken enough)
    {
        int recorded = 0;
        while (!enough.IsCancellationRequested)
        {
            await trail.RecordAsync([.. Enumerable.Range(recorded, 40).Select(Event)], cancellationToken: CancellationToken.None);
            recorded += 40;
            await Task.Delay(5, CancellationToken.None);
        }

        return recorded;
    }

    /// <summary>Waits until the store has come to a sequence; answers where it is.</summary>
    static async Task<long> PositionAsync(AuditTrail trail, long atLeast)
    {
        await Eventually.TrueAsync(() => trail.Health.Stores[0].Position >= atLeast, Cancellation);
        return trail.Health.Stores[0].Position;
    }

    /// <summary>Closes the trail, and lets another carry the same journal into another database.</summary>
    static async Task AssertSameAsWithoutOutageAsync(InfluxServer server, DataFolder folder, AuditTrail trail, string database)
    {
        await trail.CatchUpAsync("influxdb", Cancellation);
        Assert.Empty(await trail.ReadSetAsideAsync("influxdb", Cancellation));
        long next = trail.NextSequence;
        await trail.DisposeAsync();
        string other = InfluxServer.NewDatabase();
        await using AuditTrail fresh = await TrailOf(folder, server.Options(other));
        await PositionAsync(fresh, next);
        await fresh.DisposeAsync();
        string[] expected = await Dump.OfAsync(server, other);
        string[] points = await Dump.OfAsync(server, database);
        Assert.Equal(next, points.Length);
        Assert.Equal(expected, points);
    }
}
