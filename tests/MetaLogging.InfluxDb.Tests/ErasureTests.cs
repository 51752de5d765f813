using MetaLogging.Events;
using MetaLogging.InfluxDb.Tests.Support;
using MetaLogging.Journaling;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Tests;

/// <summary>What was erased or dropped is gone at once, and nothing that was under way brings it back.</summary>
public sealed class ErasureTests(SharedServer shared)
{
    const string Secret = "SECRET-OF-A-PERSON";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(EntryParts.Actor)]
    [InlineData(EntryParts.Client)]
    [InlineData(EntryParts.Subject)]
    [InlineData(EntryParts.Content)]
    [InlineData(EntryParts.Actor | EntryParts.Content)]
    [InlineData(EntryParts.All)]
    public async Task An_erased_part_is_in_no_answer_and_in_no_point_and_the_others_stay(EntryParts parts)
    {
        InfluxDbOptions options = shared.Server.Options(InfluxServer.NewDatabase());
        Trail trail = SomeTrail(30);
        await using (InfluxDbStore store = Opening.New(options))
        {
            await store.CatchUp(trail);
            var (entry, order) = trail.AddErasure(parts, new(0, 17), new(20, 30));
            await store.ApplyAsync(entry, order, Cancellation);
            Assert.Equal(trail.Shows(), await store.ShowAll());
            Assert.Equal(3, (await store.Find(QueryFor(parts))).Count);
        }

        await AssertErasedAsync(shared.Server, options.Database, trail, parts);
        await using InfluxDbStore again = Opening.New(options);
        Assert.Equal(trail.Next, await again.CatchUp(trail));
        Assert.Equal(trail.Shows(), await again.ShowAll());
        var (second, secondOrder) = trail.AddErasure(EntryParts.All, new SequenceRange(10, 25));
        await again.ApplyAsync(second, secondOrder, Cancellation);
        Assert.Equal(trail.Shows(), await again.ShowAll());
    }

    [Fact]
    public async Task An_erasure_in_a_trail_leaves_the_same_points_as_a_rebuild_after_it()
    {
        using DataFolder folder = new();
        InfluxDbOptions options = shared.Server.Options(InfluxServer.NewDatabase());
        await using AuditTrail trail = new(folder.Options(), [Opening.New(options)]);
        await trail.StartAsync(Cancellation);
        TrailEvent[] events = [.. SomeTrail(60).Events.Select(item => item.Event with { Id = null })];
        await trail.RecordAsync(events, cancellationToken: Cancellation);
        await trail.EraseAsync([new(3, 20), new(30, 31)], EntryParts.Actor | EntryParts.Client, "test", Cancellation);
        await trail.EraseAsync([new(10, 40)], EntryParts.Content, "test", Cancellation);
        await trail.RecordAsync(events, cancellationToken: Cancellation);
        await trail.CatchUpAsync("influxdb", Cancellation);
        string[] points = await Dump.OfAsync(shared.Server, options.Database);
        Assert.Equal(trail.NextSequence, points.Length);
        await trail.RebuildAsync("influxdb", cancellationToken: Cancellation);
        Assert.Equal(points, await Dump.OfAsync(shared.Server, options.Database));
    }

    [Fact]
    public async Task A_write_that_was_under_way_at_the_order_does_not_bring_the_text_back()
    {
        await using ForwardingServer between = new(shared.Server);
        InfluxDbOptions options = between.Options(InfluxServer.NewDatabase());
        options.Timeout = TimeSpan.FromSeconds(1);
        Trail trail = SomeTrail(20);
        await using InfluxDbStore store = new(options, TimeProvider.System);
        await store.OpenAsync(Trail.Origin, Cancellation);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<bool> late = between.HoldNextWrite(release.Task);
        StoreException e = await Assert.ThrowsAnyAsync<StoreException>(() => store.ApplyAsync(trail.Entries, Cancellation).AsTask());
        Assert.True(e.IsTransient);
        await store.Follow(trail, 0);
        var (entry, order) = trail.AddErasure(EntryParts.All, new SequenceRange(0, 20));
        Task erasing = store.ApplyOrder(entry, order);
        await Task.WhenAny(erasing, Task.Delay(300, Cancellation));   // one that does not wait is done by now
        release.SetResult();
        await late;
        await erasing;
        await AssertErasedAsync(shared.Server, options.Database, trail, EntryParts.All);
        Assert.Equal(trail.Shows(), await store.ShowAll());
    }

    [Fact]
    public async Task An_order_that_comes_while_the_server_is_down_is_carried_out_when_it_is_back()
    {
        await using InfluxServer server = await InfluxServer.StartAsync();
        InfluxDbOptions options = server.Options(InfluxServer.NewDatabase());
        Trail trail = SomeTrail(20);
        await using InfluxDbStore store = Opening.New(options);
        await store.CatchUp(trail);
        await server.KillAsync();
        var (entry, order) = trail.AddErasure(EntryParts.All, new SequenceRange(0, 20));
        StoreException e = await Assert.ThrowsAnyAsync<StoreException>(() => store.ApplyAsync(entry, order, Cancellation).AsTask());
        Assert.True(e.IsTransient);
        Assert.Contains("InfluxDB", e.Message, StringComparison.Ordinal);
        await server.StartAgainAsync();
        await store.ApplyOrder(entry, order);
        await AssertErasedAsync(server, options.Database, trail, EntryParts.All);
        Assert.Equal(trail.Shows(), await store.ShowAll());
    }

    [Fact]
    public async Task An_order_that_was_not_carried_out_is_wanted_again_by_the_next_who_opens()
    {
        await using ForwardingServer between = new(shared.Server);
        InfluxDbOptions options = between.Options(InfluxServer.NewDatabase());
        Trail trail = SomeTrail(20);
        await using (InfluxDbStore store = Opening.New(options, new HurriedTime(3)))
        {
            await store.CatchUp(trail);
            var (entry, order) = trail.AddErasure(EntryParts.All, new SequenceRange(0, 20));
            between.Reply = Reply.Cut.ForWrites();
            await Assert.ThrowsAnyAsync<StoreException>(() => store.ApplyAsync(entry, order, Cancellation).AsTask());
        }

        between.Reply = Reply.Forwarded;
        await using InfluxDbStore again = Opening.New(options);
        Assert.True(await again.CatchUp(trail) <= trail.Next - 1);
        await AssertErasedAsync(shared.Server, options.Database, trail, EntryParts.All);
    }

    [Fact]
    public async Task Dropped_entries_are_in_no_answer_and_in_no_point()
    {
        InfluxDbOptions options = shared.Server.Options(InfluxServer.NewDatabase());
        Trail trail = SomeTrail(50);
        await using (InfluxDbStore store = Opening.New(options))
        {
            await store.CatchUp(trail);
            var (entry, order) = trail.AddDrop(33);
            await store.ApplyAsync(entry, order, Cancellation);
            Assert.Equal(trail.Shows(), await store.ShowAll());
        }

        Assert.Equal(trail.Events.Count, (await Dump.OfAsync(shared.Server, options.Database)).Length);
        await using InfluxDbStore again = Opening.New(options);
        Assert.Equal(trail.Next, await again.CatchUp(trail));
        Assert.Equal(trail.Shows(), await again.ShowAll());
    }

    [Fact]
    public async Task Ten_thousand_entries_far_apart_in_time_are_erased_and_dropped()
    {
        Trail trail = new();
        for (int i = 0; i < 10_000; i++)
        {
            trail.Add(Trail.Audit() with { UserId = Secret, TimestampNanoseconds = Trail.Epoch - (i % 40 * 86_400_000_000_000) });
        }

        InfluxDbOptions options = shared.Server.Options(InfluxServer.NewDatabase());
        await using InfluxDbStore store = Opening.New(options);
        await store.CatchUp(trail);
        var (entry, order) = trail.AddErasure(EntryParts.Actor, new SequenceRange(0, 9_990));
        await store.ApplyAsync(entry, order, Cancellation);
        Assert.Equal(10, (await store.Find(new AuditEventQuery { UserId = [Secret] })).Count);
        var (drop, dropOrder) = trail.AddDrop(5_000);
        await store.ApplyAsync(drop, dropOrder, Cancellation);
        Assert.Equal(trail.Shows(), await store.ShowAll());
    }

    static AuditEventQuery QueryFor(EntryParts parts) => parts switch
    {
        EntryParts.Actor => new() { UserId = [Secret] },
        EntryParts.Client => new() { RequestId = [Secret] },
        EntryParts.Subject => new() { SubjectId = [Secret] },
        _ => new() { Text = [Secret] },
    };

    static async Task AssertErasedAsync(InfluxServer server, string database, Trail trail, EntryParts parts)
    {
        string[] points = await Dump.OfAsync(server, database);
        Assert.Equal(trail.Events.Count, points.Length);
        foreach (Recorded<TrailEvent> item in trail.Events)
        {
            string point = Assert.Single(points, point => point.Contains($" sequence={item.Sequence} ", StringComparison.Ordinal));
            if (parts == EntryParts.All && item.Erased != EntryParts.None)
            {
                Assert.DoesNotContain(Secret, point, StringComparison.Ordinal);
            }
        }
    }

    static Trail SomeTrail(int events)
    {
        Trail trail = new();
        for (int i = 0; i < events; i++)
        {
            trail.Add(Trail.Audit() with
            {
                UserId = Secret,
                UserName = Secret,
                ResourceId = Secret,
                SubjectIds = [Secret],
                IpAddress = "192.0.2.1",
                UserAgent = Secret,
                RequestId = Secret,
                ErrorMessage = Secret,
                Changes = [new("email", Secret, null)],
                AdditionalData = new() { ["text"] = Secret },
            });
        }

        return trail;
    }
}
