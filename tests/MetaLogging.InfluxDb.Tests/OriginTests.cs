using MetaLogging.InfluxDb.Tests.Support;
using MetaLogging.Journaling;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Tests;

/// <summary>Journals that share a database.</summary>
public sealed class OriginTests(SharedServer shared)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("example.org/one", "example.org/two")]
    [InlineData("example.org", "example.org.1")]
    [InlineData("a", "a,b=c\"d'e")]
    [InlineData("a=", "a\"; DROP DATABASE x; --")]
    [InlineData("größe/😀", "größe/😀/.*")]
    public async Task Two_journals_in_one_database_do_not_see_each_other(string one, string two)
    {
        Trail trail = new();
        Trail other = new();
        for (int i = 0; i < 20; i++)
        {
            trail.Add(Trail.Audit() with { UserId = $"mine{i}", TimestampNanoseconds = Trail.Epoch });
            other.Add(Trail.Audit() with { UserId = $"theirs{i}", TimestampNanoseconds = Trail.Epoch });
        }

        other.Add(Trail.Audit() with { UserId = "theirs" });
        InfluxDbOptions options = shared.Server.Options(InfluxServer.NewDatabase());
        await using InfluxDbStore mine = Opening.New(options);
        await using InfluxDbStore theirs = Opening.New(options);
        Assert.Equal(0, await mine.OpenAsync(one, Cancellation));
        await mine.ApplyAsync(trail.Entries, Cancellation);
        Assert.Equal(0, await theirs.OpenAsync(two, Cancellation));
        await theirs.ApplyAsync(other.Entries, Cancellation);
        Assert.Equal(Named(trail, one), await mine.ShowAll());
        Assert.Equal(Named(other, two), await theirs.ShowAll());
        TimeRange range = new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(80));
        Assert.Equal(20, (await mine.CountAsync(range, null, Cancellation)).AuditEvents);
        Assert.Equal(21, (await theirs.CountAsync(range, null, Cancellation)).AuditEvents);

        // What one erases, drops, skips and clears is its own.
        var (erase, eraseOrder) = trail.AddErasure(Events.EntryParts.Actor, new SequenceRange(0, 5));
        await mine.ApplyAsync(erase, eraseOrder, Cancellation);
        var (drop, dropOrder) = trail.AddDrop(3);
        await mine.ApplyAsync(drop, dropOrder, Cancellation);
        await mine.SkipAsync(new(22, 23, "The journal is damaged there."), Cancellation);
        Assert.Equal(Named(trail, one), await mine.ShowAll());
        Assert.Equal(Named(other, two), await theirs.ShowAll());
        Assert.Empty(await theirs.ReadSetAsideAsync(Cancellation));
        await mine.ClearAsync(Cancellation);
        Assert.Empty(await mine.ShowAll());
        Assert.Equal(Named(other, two), await theirs.ShowAll());
        Assert.Equal(0, await mine.OpenAsync(one, Cancellation));
        await theirs.DisposeAsync();
        await using InfluxDbStore again = Opening.New(options);
        Assert.Equal(21, await again.OpenAsync(two, Cancellation));
    }

    [Fact]
    public async Task A_journal_whose_name_can_not_be_a_tag_is_refused_in_words()
    {
        await using InfluxDbStore store = Opening.New(shared.Server.Options(InfluxServer.NewDatabase()));
        StoreException e = await Assert.ThrowsAsync<StoreException>(() => store.OpenAsync("a\\b", Cancellation).AsTask());
        Assert.False(e.IsTransient);
        Assert.Contains("a\\b", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_ours_in_a_database_is_left_alone()
    {
        string database = await shared.Server.CreateDatabaseAsync();
        await shared.Server.WriteAsync(database, "cpu,host=a value=0.5 1700000000000000000\naudit_events,action=x note=\"not ours\" 1700000000000000000");
        Trail trail = new();
        trail.Add(Trail.Audit());
        await using InfluxDbStore store = Opening.New(shared.Server.Options(database));
        await store.CatchUp(trail);
        Assert.Equal(trail.Shows(), await store.ShowAll());
        await store.ClearAsync(Cancellation);
        Assert.Empty((await store.Find(new AuditEventQuery())).ToList());
        Assert.Single(await Dump.OfAsync(shared.Server, database, "cpu"));
        Assert.Single(await Dump.OfAsync(shared.Server, database, "audit_events"));
    }

    static string[] Named(Trail trail, string origin) => [.. trail.Events.Select(item => Shown.Of(item with { Origin = origin }))];
}
