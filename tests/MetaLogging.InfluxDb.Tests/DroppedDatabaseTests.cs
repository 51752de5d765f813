using System.Globalization;
using MetaLogging.Events;
using MetaLogging.InfluxDb.Tests.Support;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Tests;

/// <summary>Databases that somebody drops, empties or puts back: it is noticed, and they are filled again from the journal.</summary>
public sealed class DroppedDatabaseTests(SharedServer shared)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("DROP DATABASE {0}")]
    [InlineData("DROP DATABASE {0}; CREATE DATABASE {0}")]
    [InlineData("DROP MEASUREMENT audit_events; DROP MEASUREMENT system_events; DROP MEASUREMENT metalog_position")]
    public async Task A_database_that_is_dropped_while_it_is_written_to_is_filled_again(string statements)
    {
        using DataFolder folder = new();
        InfluxDbOptions options = shared.Server.Options(InfluxServer.NewDatabase());
        await using AuditTrail trail = new(folder.Options(), [Opening.New(options)]);
        await trail.StartAsync(Cancellation);
        await RecordAsync(trail, 200);
        await trail.CatchUpAsync("influxdb", Cancellation);
        Assert.Equal(trail.NextSequence, (await Dump.OfAsync(shared.Server, options.Database)).Length);
        await DropAsync(options.Database, statements);

        // It shows with the writes that come.
        await EventuallyAllAsync(trail, options.Database, record: 3);
    }

    [Theory]
    [InlineData("DROP DATABASE {0}")]
    [InlineData("DROP DATABASE {0}; CREATE DATABASE {0}")]
    public async Task A_database_that_was_dropped_shows_in_the_next_question_and_is_no_empty_answer(string statements)
    {
        using DataFolder folder = new();
        InfluxDbOptions options = shared.Server.Options(InfluxServer.NewDatabase());
        await using AuditTrail trail = new(folder.Options(), [Opening.New(options)]);
        await trail.StartAsync(Cancellation);
        await RecordAsync(trail, 50);
        await trail.CatchUpAsync("influxdb", Cancellation);
        await RecordAsync(trail, 50);
        await trail.CatchUpAsync("influxdb", Cancellation);
        await DropAsync(options.Database, statements);
        try
        {
            // It may be filled already when it answers.
            Assert.Equal(100, (await trail.QueryAsync(new Queries.AuditEventQuery(), Cancellation)).Items.Count);
        }
        catch (StoreException e)
        {
            Assert.Contains("InfluxDB", e.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("DROP DATABASE {0}")]
    [InlineData("DROP DATABASE {0}; CREATE DATABASE {0}")]
    [InlineData("DROP MEASUREMENT metalog_position")]
    public async Task A_store_that_is_asked_whether_all_is_well_finds_that_its_database_was_dropped_and_is_well_when_it_was_opened_anew(string statements)
    {
        Trail trail = SomeTrail(30);
        InfluxDbOptions options = shared.Server.Options(InfluxServer.NewDatabase());
        await using InfluxDbStore store = Opening.New(options);
        await store.CatchUp(trail);
        Assert.Null(await store.FindProblemAsync(Cancellation));
        await DropAsync(options.Database, statements);
        Assert.Contains("InfluxDB", await store.FindProblemAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(0, await store.CatchUp(trail));
        Assert.Null(await store.FindProblemAsync(Cancellation));
        Assert.Equal(trail.Shows(), await store.ShowAll());
    }

    [Fact]
    public async Task A_position_of_long_ago_and_one_from_a_clock_that_was_ahead_do_not_trouble_the_check()
    {
        InfluxDbOptions options = shared.Server.Options(await shared.Server.CreateDatabaseAsync());
        IEnumerable<string> ahead = Enumerable.Range(1, 200).Select(minute => string.Create(
            CultureInfo.InvariantCulture,
            $"metalog_position,origin={Trail.Origin} next=0i,settled=t {DateTimeOffset.UtcNow.AddMinutes(minute).ToUnixTimeMilliseconds()}000000"));
        await shared.Server.WriteAsync(options.Database, string.Join("\n", ahead));
        Trail trail = SomeTrail(30);
        await using InfluxDbStore store = Opening.New(options);
        await store.CatchUp(trail);
        Assert.Equal(trail.Shows(), await store.ShowAll());
    }

    [Fact]
    public async Task A_database_that_was_dropped_while_nobody_wrote_is_filled_at_the_next_start()
    {
        Trail trail = SomeTrail(30);
        InfluxDbOptions options = shared.Server.Options(InfluxServer.NewDatabase());
        await using (InfluxDbStore store = Opening.New(options))
        {
            Assert.Equal(0, await store.CatchUp(trail));
        }

        await DropAsync(options.Database, "DROP DATABASE {0}");
        await using InfluxDbStore again = Opening.New(options);
        Assert.Equal(0, await again.CatchUp(trail));
        Assert.Equal(trail.Shows(), await again.ShowAll());
    }

    [Fact]
    public async Task A_database_that_is_put_back_from_a_backup_is_noticed_and_gets_what_it_lacks()
    {
        await using InfluxServer server = await InfluxServer.StartAsync();
        using DataFolder folder = new();
        InfluxDbOptions options = server.Options(InfluxServer.NewDatabase());
        await using AuditTrail trail = new(folder.Options(), [Opening.New(options)]);
        await trail.StartAsync(Cancellation);
        await RecordAsync(trail, 100);
        await trail.CatchUpAsync("influxdb", Cancellation);
        await RecordUntilPositionIsWrittenAsync(trail, server, options.Database);
        await server.StopAsync();
        using InfluxBackup backup = server.BackUp();
        await server.StartAgainAsync();
        await RecordAsync(trail, 200);
        await trail.CatchUpAsync("influxdb", Cancellation);
        await RecordUntilPositionIsWrittenAsync(trail, server, options.Database);
        await server.StopAsync();
        server.PutBack(backup);
        await server.StartAgainAsync();
        await EventuallyAllAsync(trail, options.Database, record: 3, server);
    }

    [Fact]
    public async Task A_rebuilt_store_has_the_same_points_again_and_none_that_were_not_in_the_journal()
    {
        using DataFolder folder = new();
        InfluxDbOptions options = shared.Server.Options(InfluxServer.NewDatabase());
        await using AuditTrail trail = new(folder.Options(), [Opening.New(options)]);
        await trail.StartAsync(Cancellation);
        await RecordAsync(trail, 300);
        await trail.CatchUpAsync("influxdb", Cancellation);
        string[] before = await Dump.OfAsync(shared.Server, options.Database);
        await shared.Server.WriteAsync(options.Database, $"audit_events,action=update_profile,origin={trail.Origin} sequence=7000000i,id=\"forged\" 7");
        Assert.Equal(before.Length + 1, (await Dump.OfAsync(shared.Server, options.Database)).Length);
        List<RebuildProgress> told = [];
        await trail.RebuildAsync("influxdb", new Told(told), Cancellation);
        Assert.Equal(before, await Dump.OfAsync(shared.Server, options.Database));
        Assert.Equal(new(trail.NextSequence, trail.NextSequence), told[^1]);
    }

    [Fact]
    public async Task A_journal_that_is_shorter_than_what_the_store_has_begins_anew()
    {
        InfluxDbOptions options = shared.Server.Options(InfluxServer.NewDatabase());
        using DataFolder folder = new();
        await using AuditTrail trail = new(folder.Options(), [Opening.New(options)]);
        await trail.StartAsync(Cancellation);
        string origin = trail.Origin;
        await RecordAsync(trail, 5);
        await trail.CatchUpAsync("influxdb", Cancellation);
        await trail.DisposeAsync();

        // A longer one of the same name has been there.
        Trail longer = SomeTrail(400);
        await using (InfluxDbStore store = Opening.New(options))
        {
            await store.OpenAsync(origin, Cancellation);
            await store.ClearAsync(Cancellation);
            await store.OpenAsync(origin, Cancellation);
            await store.ApplyAsync(longer.Entries, Cancellation);
        }

        await using AuditTrail again = new(folder.Options(), [Opening.New(options)]);
        await again.StartAsync(Cancellation);
        await EventuallyAllAsync(again, options.Database, record: 0);
    }

    async Task DropAsync(string database, string statements) => await shared.Server.ExecuteAsync(
        statements.Replace("{0}", Quoted.Identifier(database), StringComparison.Ordinal), database);

    static Trail SomeTrail(int events)
    {
        Trail trail = new();
        for (int i = 0; i < events; i++)
        {
            trail.Add(Trail.Audit() with { UserId = $"user{i}" });
        }

        return trail;
    }

    static async Task RecordAsync(AuditTrail trail, int events) => await trail.RecordAsync(
        [.. Enumerable.Range(0, events).Select(number => (TrailEvent)(Trail.Audit() with { UserId = $"user{number}" }))], cancellationToken: Cancellation);

    static async Task RecordUntilPositionIsWrittenAsync(AuditTrail trail, InfluxServer server, string database)
    {
        long least = trail.NextSequence;
        long next = 0;
        while (next < least)
        {
            await RecordAsync(trail, 1);
            await trail.CatchUpAsync("influxdb", Cancellation);
            next = (await server.ExecuteAsync("SELECT max(next) FROM metalog_position", database))[0]!["series"] is { } series
                ? series[0]!["values"]![0]![1]!.GetValue<long>()
                : 0;
        }
    }

    /// <summary>Goes on recording until the database has all there is, and nothing else.</summary>
    async Task EventuallyAllAsync(AuditTrail trail, string database, int record, InfluxServer? server = null)
    {
        for (; ; )
        {
            await RecordAsync(trail, record);
            try
            {
                await trail.CatchUpAsync("influxdb", Cancellation);
                if ((await Dump.OfAsync(server ?? shared.Server, database)).Length == trail.NextSequence)
                {
                    break;
                }
            }
            catch (StoreException e)
            {
                Assert.Contains("InfluxDB", e.Message, StringComparison.Ordinal);
            }

            await Task.Delay(20, Cancellation);
        }

        Assert.Equal(
            trail.NextSequence,
            (await trail.SummarizeAsync(1e6, cancellationToken: Cancellation)).Counts is { } counts ? counts.AuditEvents + counts.OwnEvents : -1);
    }

    sealed class Told(List<RebuildProgress> all) : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value) => all.Add(value);
    }
}
