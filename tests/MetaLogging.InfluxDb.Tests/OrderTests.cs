using CsCheck;
using MetaLogging.Events;
using MetaLogging.InfluxDb.Tests.Support;
using MetaLogging.Journaling;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Tests;

/// <summary>Pages over events that lie a nanosecond or decades apart: newest first by the second, then by sequence.</summary>
public sealed class OrderTests(SharedServer shared)
{
    const long Second = 1_000_000_000;
    const long Day = 86_400 * Second;

    /// <summary>Instants before the newest, some of them within one second.</summary>
    static readonly long[] Before =
        [0, 1, 999_999_999, Second, 90 * Second, 3_600 * Second, Day, 3 * Day, 8 * Day, 29 * Day, 370 * Day, 3_000 * Day, 20_000 * Day];

    static readonly Gen<long> Timestamp = Gen.Select(Gen.Int[0, Before.Length - 1], Gen.Long[0, 3]).Select(
        (which, nanoseconds) => 1_774_483_200 * Second - Before[which] + (nanoseconds * 100));

    static readonly Gen<EventQuery> Query =
        from query in Gens.Query
        from start in Timestamp
        from end in Timestamp
        from bounds in Gen.Int[0, 5]
        select query with
        {
            StartTime = bounds is 0 or 1 ? UnixTime.ToDateTimeOffset(Math.Min(start, end)) : null,
            EndTime = bounds is 0 or 2 ? UnixTime.ToDateTimeOffset(Math.Max(start, end)) : null,
        };

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_hold_every_event_once_and_in_order() => await Gen
        .Select(Gen.Select(Gens.Event, Timestamp).Array[1, 60], Query.Array[1, 12], Gen.Int[1, 9])
        .SampleAsync(async (events, queries, take) =>
        {
            Trail trail = new();
            foreach ((TrailEvent what, long time) in events)
            {
                trail.Add(what with { TimestampNanoseconds = time });
            }

            await using InfluxDbStore store = Opening.New(shared.Server.Options(InfluxServer.NewDatabase()));
            await store.CatchUp(trail);
            Model model = new(trail.Events);
            foreach (EventQuery query in queries)
            {
                StorePage all = model.Query(new(query, int.MaxValue, null, long.MaxValue));
                IEnumerable<Recorded<TrailEvent>> expected = query.Order == QueryOrder.NewestFirst
                    ? all.Items.OrderByDescending(Place)
                    : all.Items.OrderBy(Place);
                (List<Recorded<TrailEvent>> items, long? total) = await PagesAsync(store, query, take);
                Assert.Equal(expected.Select(Shown.Of), items.Select(Shown.Of));
                Assert.Equal(all.Total, total);
            }
        }, iter: 15, threads: 1);

    [Fact]
    public async Task The_billionth_sequence_does_not_collide_with_the_first()
    {
        const long Billion = 1_000_000_000;
        Trail trail = new();
        for (int i = 0; i < 12; i++)
        {
            trail.Add(Trail.Audit() with { UserId = $"user{i}", TimestampNanoseconds = Trail.Epoch + (i < 4 ? 0 : 10 * Second) });
        }

        JournalEntry[] later = [.. trail.Entries.Skip(4).Select((entry, i) => entry with { Sequence = Billion - 4 + i })];
        InfluxDbOptions options = shared.Server.Options(InfluxServer.NewDatabase());
        await using (InfluxDbStore store = Opening.New(options))
        {
            await store.OpenAsync(Trail.Origin, Cancellation);
            await store.ApplyAsync(trail.Entries[..4], Cancellation);
            await store.SkipAsync(new(4, Billion - 4, "The journal no longer keeps it."), Cancellation);
            await store.ApplyAsync(later, Cancellation);
        }

        await using InfluxDbStore reopened = Opening.New(options);
        Assert.Equal(Billion + 4, await reopened.OpenAsync(Trail.Origin, Cancellation));
        (List<Recorded<TrailEvent>> items, _) = await PagesAsync(reopened, new AuditEventQuery(), 3);
        long[] expected = [0, 1, 2, 3, .. later.Select(entry => entry.Sequence)];
        Assert.Equal(expected, items.Select(item => item.Sequence).Order());
        Assert.All(items, item => Assert.Equal(Trail.Origin, item.Origin));
        Assert.Equal(new(4, Billion - 4, "The journal no longer keeps it."), Assert.Single(await reopened.ReadSetAsideAsync(Cancellation)));
    }

    [Fact]
    public async Task Five_thousand_events_of_one_instant_are_all_there_and_page_by_sequence()
    {
        Trail trail = new();
        for (int i = 0; i < 5_000; i++)
        {
            trail.Add(Trail.Audit() with { TimestampNanoseconds = Trail.Epoch + 7 });
        }

        await using InfluxDbStore store = Opening.New(shared.Server.Options(InfluxServer.NewDatabase()));
        await store.CatchUp(trail);
        (List<Recorded<TrailEvent>> items, _) = await PagesAsync(store, new AuditEventQuery { Order = QueryOrder.OldestFirst }, 999);
        Assert.Equal(trail.Shows(), items.Select(Shown.Of));
    }

    static (long, long) Place(Recorded<TrailEvent> item) => (item.TimestampNanoseconds / Second, item.Sequence);

    static async Task<(List<Recorded<TrailEvent>> Items, long? Total)> PagesAsync(InfluxDbStore store, EventQuery query, int take)
    {
        List<Recorded<TrailEvent>> items = [];
        StorePosition? after = null;
        long? total = null;
        for (; ; )
        {
            StorePage page = await store.QueryAsync(new(query, take, after, long.MaxValue), Cancellation);
            Assert.True(page.Items.Count <= take, $"{page.Items.Count} of {take}");
            total ??= page.Total;
            Assert.Equal(total, page.Total);
            if (page.Items is not [.., var last])
            {
                return (items, total);
            }

            items.AddRange(page.Items);
            after = new(last.TimestampNanoseconds, last.Sequence);
        }
    }
}
