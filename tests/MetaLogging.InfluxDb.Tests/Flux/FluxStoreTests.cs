using System.Globalization;
using System.Text.Json.Nodes;
using MetaLogging.Configuration;
using MetaLogging.Events;
using MetaLogging.InfluxDb.Flux;
using MetaLogging.InfluxDb.Points;
using MetaLogging.InfluxDb.Tests.Flux.Imitation;
using MetaLogging.InfluxDb.Tests.Support;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Tests.Flux;

/// <summary>A store of version 2, against the imitation of a 2.x on top of the real 1.6.7 (see <see cref="BucketServer"/>), and not against a running 2.x.</summary>
public sealed class FluxStoreTests(SharedServer shared, FluxParser parser) : IAsyncDisposable
{
    readonly BucketServer _server = new(shared.Server, parser);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hostile_value_comes_back_from_every_field_and_is_found_by_a_filter_for_exactly_it()
    {
        Trail trail = new();
        foreach (string value in Hostile.Values)
        {
            trail.Add(
                Trail.Audit() with
                {
                    UserId = value,
                    UserName = "x" + value,
                    OnBehalfOf = value,
                    ResourceId = value + "x",
                    UserAgent = value,
                    SubjectIds = [value, value + value],
                    ErrorMessage = value,
                    RequestId = value,
                    TraceId = value,
                    AdditionalData = new JsonObject { ["x" + value] = value },
                    Changes = [new("f" + value, value, new JsonArray(value, null))],
                },
                new Assessment(0.5, null, null, ["one", value]));
            trail.Add(new FailedLoginAttempt { Username = value, IpAddress = "", FailureReason = "invalid_user", UserAgent = value });
            trail.Add(new SystemEvent { Level = EventLevel.Info, Component = "tests", Message = value + ".", UserId = value });
        }

        await using InfluxDbStore store = Opening.New(_server.Options(InfluxServer.NewDatabase()));
        await store.CatchUp(trail);
        Assert.Equal(trail.Shows(), await store.ShowAll());

        Model model = new(trail.Events);
        string[] worst = ["", "\"", "\\", "a\\", "\n", "\r\n", "\0", "$", "${", "${x}", "|> yield(name: \"x\")", "\") |> yield() //", "😀", "\ufeff"];
        foreach (string value in worst)
        {
            Assert.Contains(value, Hostile.Values);
            EventQuery[] queries = [new AuditEventQuery { UserId = [value], SubjectId = [value] }, new AuditEventQuery { Action = [value], ResourceType = [value + "*"] }];
            foreach (EventQuery query in value.Length == 0 ? queries : [.. queries, new SystemEventQuery { Text = [value + "."], UserId = [value] }])
            {
                IEnumerable<string> expected = model.Query(new(query, 1000, null, long.MaxValue)).Items.Select(Shown.Of);
                Assert.Equal(expected, (await store.Find(query)).Select(Shown.Of));
            }
        }
    }

    [Fact]
    public async Task What_is_erased_or_dropped_is_in_no_point_and_the_neighbours_stay()
    {
        const string Secret = "SECRET-OF-A-PERSON";
        InfluxDbOptions options = _server.Options(InfluxServer.NewDatabase());
        Trail trail = new();
        for (int i = 0; i < 40; i++)
        {
            trail.Add(Trail.Audit() with { UserId = Secret, ErrorMessage = Secret, RequestId = "", TimestampNanoseconds = Trail.Epoch + (i / 20 * 86_400_000_000_000) });
        }

        await using (InfluxDbStore store = Opening.New(options))
        {
            await store.CatchUp(trail);
            var (erasure, eraseOrder) = trail.AddErasure(EntryParts.All, new(3, 17), new(25, 30));
            await store.ApplyAsync(erasure, eraseOrder, Cancellation);
            var (drop, dropOrder) = trail.AddDrop(10);
            await store.ApplyAsync(drop, dropOrder, Cancellation);
            Assert.Equal(trail.Shows(), await store.ShowAll());
        }

        string[] points = await Dump.OfAsync(shared.Server, options.Bucket);
        Assert.Equal(trail.Events.Count, points.Length);
        Assert.Equal(30 - 7 - 5, points.Count(point => point.Contains(Secret, StringComparison.Ordinal)));
        await using InfluxDbStore again = Opening.New(options);
        Assert.Equal(trail.Next, await again.CatchUp(trail));
        Assert.Equal(trail.Shows(), await again.ShowAll());
    }

    [Fact]
    public async Task A_deletion_takes_both_bounds_and_leaves_who_is_a_nanosecond_further()
    {
        InfluxDbOptions options = _server.Options(InfluxServer.NewDatabase());
        using FluxDatabase database = new(options, TimeProvider.System);
        await database.PrepareAsync(Cancellation);
        string lines = string.Concat(from origin in "ab"
                                     from time in Enumerable.Range(1, 6)
                                     select string.Create(CultureInfo.InvariantCulture, $"audit_events,action=x,origin={origin} sequence={time}i {time}\n"));
        await shared.Server.WriteAsync(options.Bucket, lines);
        await database.DeleteAsync("audit_events", "a", 3, 4, Cancellation);
        async Task<List<long>> TimesAsync(string origin)
        {
            List<long> times = [];
            await foreach (Asking.PointRow row in database.ReadAsync(
                new(PointTable.AuditEvents, [origin], 0, 100, []), [PointTable.AuditEvents["sequence"]], QueryOrder.OldestFirst, long.MaxValue, Cancellation))
            {
                times.Add(row.Time);
            }

            return times;
        }

        Assert.Equal([1, 2, 5, 6], await TimesAsync("a"));
        Assert.Equal([1, 2, 3, 4, 5, 6], await TimesAsync("b"));
    }

    [Fact]
    public async Task A_bucket_that_is_missing_is_made_as_the_settings_have_it()
    {
        InfluxDbOptions options = _server.Options(InfluxServer.NewDatabase());
        options.Keep = TimeSpan.FromDays(400);
        await using (InfluxDbStore store = Opening.New(options))
        {
            await store.CatchUp(new Trail());
            ConfigurationIssue issue = Assert.Single(await store.FindIssuesAsync(Cancellation));
            Assert.Contains("keeps points for 400 days", issue.Message, StringComparison.Ordinal);
        }

        options.Create = false;
        options.Keep = null;
        await using InfluxDbStore again = Opening.New(options);
        await again.CatchUp(new Trail());
    }

    [Fact]
    public async Task A_bucket_that_is_missing_and_may_not_be_made_is_named()
    {
        InfluxDbOptions options = _server.Options(InfluxServer.NewDatabase());
        options.Create = false;
        await AssertRefusedAsync(options, options.Bucket, "INFLUXDB_BUCKET");
    }

    [Fact]
    public async Task A_token_an_organisation_or_a_version_that_is_wrong_is_named()
    {
        InfluxDbOptions options = _server.Options(InfluxServer.NewDatabase());
        options.Token = "s3cret-and-wrong";
        await AssertRefusedAsync(options, "INFLUXDB_TOKEN");
        options = _server.Options(InfluxServer.NewDatabase());
        options.Org = "nobody";
        await AssertRefusedAsync(options, "INFLUXDB_ORG");
        options.Version = 1;
        await AssertRefusedAsync(options, "INFLUXDB_VERSION");
        options = _server.Options(InfluxServer.NewDatabase());
        options.Host = shared.Server.Address.ToString();
        await AssertRefusedAsync(options, "INFLUXDB_VERSION");
    }

    [Fact]
    public async Task A_bucket_that_was_dropped_is_told_and_filled_again()
    {
        InfluxDbOptions options = _server.Options(InfluxServer.NewDatabase());
        Trail trail = new();
        trail.Add(Trail.Audit());
        await using InfluxDbStore store = Opening.New(options);
        await store.CatchUp(trail);
        await store.ClearAsync(Cancellation);
        Assert.Empty(await Dump.OfAsync(shared.Server, options.Bucket));
        await store.CatchUp(trail);
        await shared.Server.ExecuteAsync($"DROP DATABASE {Quoted.Identifier(options.Bucket)}");
        StoreException e = await Assert.ThrowsAnyAsync<StoreException>(() => store.Find(new AuditEventQuery()));
        Assert.False(e.IsTransient, e.Message);
        Assert.Equal(0, await store.CatchUp(trail));
        Assert.Equal(trail.Shows(), await store.ShowAll());
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    static async Task AssertRefusedAsync(InfluxDbOptions options, params string[] words)
    {
        await using InfluxDbStore store = Opening.New(options);
        StoreException e = await Assert.ThrowsAnyAsync<StoreException>(() => store.OpenAsync(Trail.Origin, Cancellation).AsTask());
        Assert.All(words, word => Assert.Contains(word, e.Message, StringComparison.Ordinal));
        Assert.DoesNotContain(options.Token, e.ToString(), StringComparison.Ordinal);
    }
}
