using System.Text.Json.Nodes;
using MetaLogging.Configuration;
using MetaLogging.Events;
using MetaLogging.InfluxDb.Tests.Support;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Tests;

/// <summary>What a server takes and gives at most, and points that it does not take.</summary>
public sealed class LimitTests(SharedServer shared)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_limit_of_the_server_cuts_no_answer()
    {
        await using InfluxServer server = await InfluxServer.StartAsync(new() { MaxRowLimit = 10 });
        Trail trail = new();
        for (int i = 0; i < 300; i++)
        {
            trail.Add(Trail.Audit($"action{i % 30}") with { UserId = $"user{i}", PrivacyImpact = true, OperationId = $"o{i}", Phase = OperationPhase.Outcome });
        }

        await using InfluxDbStore store = Opening.New(server.Options(InfluxServer.NewDatabase()));
        await store.CatchUp(trail);
        var (entry, order) = trail.AddErasure(EntryParts.Client, new Journaling.SequenceRange(0, 200));
        await store.ApplyAsync(entry, order, Cancellation);
        await store.SkipAsync(new(trail.Next, trail.Next + 1, "The journal is damaged there."), Cancellation);
        Assert.Equal(trail.Shows(), await store.ShowAll());
        Model model = new(trail.Events);
        Numbers.ReportScope scope = new() { Range = new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(80)) };
        Numbers.PrivacyReport report = await store.ReportPrivacyAsync(scope, Cancellation);
        Numbers.PrivacyReport expected = model.Report(scope);
        Assert.Equal(expected.ByActor, report.ByActor);
        Assert.Equal(expected.ByAction, report.ByAction);
        Assert.Equal(300, report.PrivacyEvents);
        Assert.Equal(model.Count(scope.Range, null), await store.CountAsync(scope.Range, null, Cancellation));
    }

    [Fact]
    public async Task A_batch_that_is_too_large_for_the_server_is_halved_until_it_is_not()
    {
        await using InfluxServer server = await InfluxServer.StartAsync(new() { MaxBodySize = 6_000 });
        await using ForwardingServer between = new(server);
        Trail trail = new();
        for (int i = 0; i < 200; i++)
        {
            trail.Add(Trail.Audit() with { ErrorMessage = new string('x', i) });
        }

        await using InfluxDbStore store = Opening.New(between.Options(InfluxServer.NewDatabase()));
        await store.CatchUp(trail);
        Assert.Equal(trail.Shows(), await store.ShowAll());
        Assert.Empty(await store.ReadSetAsideAsync(Cancellation));
        Assert.Contains(between.Writes, write => write.Body.Length > 6_000);
    }

    [Fact]
    public async Task A_single_point_that_is_too_large_for_the_server_is_set_aside_and_the_others_are_stored()
    {
        await using InfluxServer server = await InfluxServer.StartAsync(new() { MaxBodySize = 6_000 });
        Trail trail = new();
        for (int i = 0; i < 20; i++)
        {
            trail.Add(Trail.Audit() with { ErrorMessage = new string('S', i == 7 ? 9_000 : 1_000) });
        }

        InfluxDbOptions options = server.Options(InfluxServer.NewDatabase());
        CollectingLogger log = new();
        await using (InfluxDbStore store = Opening.New(options, log: log))
        {
            await store.CatchUp(trail);
            await AssertAsideAsync(store, trail, 7);
        }

        Assert.DoesNotContain("SSSS", log.Text, StringComparison.Ordinal);
        await using InfluxDbStore again = Opening.New(options);
        Assert.Equal(20, await again.CatchUp(trail));
        await AssertAsideAsync(again, trail, 7);
    }

    [Theory]
    [InlineData("error_message=1i")]
    [InlineData("user_id=true")]
    public async Task A_point_whose_field_has_another_type_in_the_database_is_set_aside_and_the_others_are_stored(string field)
    {
        string database = await shared.Server.CreateDatabaseAsync();
        Trail trail = new();
        for (int i = 0; i < 60; i++)
        {
            // Only one event has the field. The type holds for the shard, so for the week of the events.
            bool isPoison = i == 33;
            trail.Add(Trail.Audit() with
            {
                ResourceId = "r",
                ErrorMessage = isPoison ? "SECRET-OF-THE-EVENT" : null,
                UserId = isPoison ? "SECRET-OF-THE-EVENT" : null,
            });
        }

        await shared.Server.WriteAsync(database, $"audit_events,action=other,origin=other {field} {Trail.Epoch}");
        CollectingLogger log = new();
        await using InfluxDbStore store = Opening.New(shared.Server.Options(database), log: log);
        await store.CatchUp(trail);
        SetAside aside = await AssertAsideAsync(store, trail, 33);
        Assert.DoesNotContain("SECRET", aside.Reason + log.Text, StringComparison.Ordinal);
        Assert.Contains("type", aside.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_poisoned_points_in_one_batch_are_all_found()
    {
        string database = await shared.Server.CreateDatabaseAsync();
        Trail trail = new();
        long[] poisoned = [0, 1, 17, .. Enumerable.Range(100, 80).Select(sequence => (long)sequence), 299];
        for (int i = 0; i < 300; i++)
        {
            trail.Add(Trail.Audit() with { ErrorMessage = poisoned.Contains(i) ? "SECRET" : null });
        }

        await shared.Server.WriteAsync(database, $"audit_events,action=other,origin=other error_message=1i {Trail.Epoch}");
        await using InfluxDbStore store = Opening.New(shared.Server.Options(database));
        await store.CatchUp(trail);
        IReadOnlyList<SetAside> aside = await store.ReadSetAsideAsync(Cancellation);
        Assert.Equal(poisoned, aside.SelectMany(one => Sequences(one)).Order());
        Assert.Equal(300 - poisoned.Length, await CountAsync(store));
    }

    [Fact]
    public async Task Events_with_more_actions_than_the_server_takes_are_set_aside_and_the_others_are_stored()
    {
        await using InfluxServer server = await InfluxServer.StartAsync(new() { MaxValuesPerTag = 10 });
        Trail trail = new();
        for (int i = 0; i < 60; i++)
        {
            trail.Add(Trail.Audit($"action-{(i % 5 == 4 ? 100 + i : i % 5)}"));
        }

        InfluxDbOptions options = server.Options(InfluxServer.NewDatabase());
        (options.BatchSize, options.ConcurrentWrites) = (5, 1);   // the server counts what it has before a write
        await using InfluxDbStore store = Opening.New(options);
        await store.CatchUp(trail);
        long[] aside = [.. (await store.ReadSetAsideAsync(Cancellation)).SelectMany(one => Sequences(one))];
        Assert.All(aside, sequence => Assert.Equal(4, sequence % 5));
        Assert.InRange(aside.Length, 1, 12);
        Assert.Equal(trail.Events.Where(item => !aside.Contains(item.Sequence)).Select(Shown.Of), await store.ShowAll());
    }

    [Fact]
    public async Task A_database_that_refuses_every_point_is_set_up_wrongly_and_nothing_is_set_aside()
    {
        string database = await shared.Server.CreateDatabaseAsync();
        Trail trail = new();
        for (int i = 0; i < 50; i++)
        {
            trail.Add(Trail.Audit());
        }

        await shared.Server.WriteAsync(database, $"audit_events,action=other,origin=other sequence=\"text\" {Trail.Epoch}");
        await using InfluxDbStore store = Opening.New(shared.Server.Options(database));
        StoreException e = await Assert.ThrowsAsync<StoreException>(() => store.CatchUp(trail));
        Assert.False(e.IsTransient);
        Assert.Contains("audit_events", e.Message, StringComparison.Ordinal);
        Assert.Empty(await store.ReadSetAsideAsync(Cancellation));
        await shared.Server.ExecuteAsync("DROP MEASUREMENT audit_events", database);
        await store.CatchUp(trail);
        Assert.Equal(trail.Shows(), await store.ShowAll());
    }

    [Fact]
    public async Task Entries_that_can_not_be_read_are_set_aside_and_the_others_are_stored()
    {
        Trail trail = new();
        trail.Add(Trail.Audit());
        trail.AddBroken("{\"kind\":\"SECRET\"}");
        trail.AddBroken("no JSON SECRET");
        trail.Add(Trail.Audit());
        CollectingLogger log = new();
        InfluxDbOptions options = shared.Server.Options(InfluxServer.NewDatabase());
        await using (InfluxDbStore store = Opening.New(options, log: log))
        {
            await store.CatchUp(trail);
            Assert.Equal(trail.Shows(), await store.ShowAll());
            IReadOnlyList<SetAside> aside = await store.ReadSetAsideAsync(Cancellation);
            Assert.Equal([1L, 2], aside.SelectMany(one => Sequences(one)).Order());
            Assert.DoesNotContain("SECRET", string.Join(" ", aside) + log.Text, StringComparison.Ordinal);
        }

        await using InfluxDbStore again = Opening.New(options);
        Assert.Equal(4, await again.CatchUp(trail));
        Assert.Equal([1L, 2], (await again.ReadSetAsideAsync(Cancellation)).SelectMany(one => Sequences(one)).Order());
    }

    [Fact]
    public async Task Points_older_than_the_retention_policy_are_no_failure_and_are_not_set_aside()
    {
        InfluxDbOptions options = shared.Server.Options(InfluxServer.NewDatabase());
        options.Keep = TimeSpan.FromDays(7);
        Trail trail = new();
        DateTimeOffset now = DateTimeOffset.UtcNow;
        for (int i = 0; i < 40; i++)
        {
            trail.Add(Trail.Audit() with { UserId = $"user{i}", Timestamp = now.AddDays(i % 4 == 0 ? -100 - i : -0.1) });
        }

        await using InfluxDbStore store = Opening.New(options);
        await store.CatchUp(trail);
        Assert.Empty(await store.ReadSetAsideAsync(Cancellation));
        Assert.Equal(30, await CountAsync(store));
        IReadOnlyList<ConfigurationIssue> issues = await store.FindIssuesAsync(Cancellation);
        Assert.Contains(issues, issue => issue.Message.Contains("7 days", StringComparison.Ordinal));
        Assert.Contains(issues, issue => issue.Message.Contains("10 points", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_batch_that_is_older_than_the_retention_policy_as_a_whole_is_passed()
    {
        InfluxDbOptions options = shared.Server.Options(InfluxServer.NewDatabase());
        options.Keep = TimeSpan.FromDays(7);
        Trail trail = new();
        for (int i = 0; i < 100; i++)
        {
            trail.Add(Trail.Audit() with { Timestamp = DateTimeOffset.UtcNow.AddDays(-400) });
        }

        await using (InfluxDbStore store = Opening.New(options))
        {
            await store.CatchUp(trail);
            Assert.Empty(await store.ReadSetAsideAsync(Cancellation));
        }

        await using InfluxDbStore again = Opening.New(options);
        Assert.Equal(100, await again.CatchUp(trail));
    }

    [Fact]
    public async Task A_server_whose_memory_for_points_is_full_is_tried_again()
    {
        await using InfluxServer server = await InfluxServer.StartAsync(new() { CacheMaxMemorySize = 2_000 });
        Trail trail = new();
        for (int i = 0; i < 50; i++)
        {
            trail.Add(Trail.Audit() with { ErrorMessage = "SECRET" + new string('x', 200) });
        }

        await using InfluxDbStore store = Opening.New(server.Options(InfluxServer.NewDatabase()));
        await store.OpenAsync(Trail.Origin, Cancellation);
        StoreException e = await Assert.ThrowsAsync<StoreException>(() => store.ApplyAsync(trail.Entries, Cancellation).AsTask());
        Assert.True(e.IsTransient, e.Message);
        Assert.Contains("InfluxDB", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", e.ToString(), StringComparison.Ordinal);
        Assert.Empty(await store.ReadSetAsideAsync(Cancellation));
    }

    static async Task<SetAside> AssertAsideAsync(InfluxDbStore store, Trail trail, long poison)
    {
        SetAside aside = Assert.Single(await store.ReadSetAsideAsync(Cancellation));
        Assert.Equal((poison, poison + 1), (aside.FirstSequence, aside.EndSequence));
        Assert.NotEmpty(aside.Reason);
        Assert.Equal(trail.Events.Where(item => item.Sequence != poison).Select(Shown.Of), await store.ShowAll());
        return aside;
    }

    static IEnumerable<long> Sequences(SetAside aside)
    {
        for (long sequence = aside.FirstSequence; sequence < aside.EndSequence; sequence++)
        {
            yield return sequence;
        }
    }

    static async Task<long> CountAsync(InfluxDbStore store) =>
        (await store.CountAsync(new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(80)), null, Cancellation)).AuditEvents;
}
