using MetaLogging.Embedded.Tests.Support;
using MetaLogging.Journaling;

namespace MetaLogging.Embedded.Tests;

/// <summary>Entries of a long run go to disk by whole row groups.</summary>
public sealed class RunTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_is_taken_up_to_the_batch_that_fills_a_row_group_and_what_is_left_of_that_is_in_memory()
    {
        using TemporaryFolder folder = new();
        Trail trail = WithAudits(1000);
        await using EmbeddedStore store = await Opened.With(folder, new(), rowsInMemory: 100);
        await store.ApplyAsync([.. trail.Entries.Take(5)], Cancellation);
        Assert.Equal(5 + (7 * 14), await store.Follow(trail.Entries.Skip(5), 7));
        Assert.Equal(trail.Shows()[..(5 + (7 * 14))], await store.ShowAll());
        using TemporaryFolder killed = folder.CopyOfNow();
        await using EmbeddedStore reopened = Opened.New(killed);
        Assert.Equal(100, await reopened.OpenAsync(Trail.Origin, Cancellation));
        Assert.Equal(trail.Shows()[..100], await reopened.ShowAll());
    }

    [Fact]
    public async Task A_run_that_ends_before_a_row_group_is_full_is_taken_whole()
    {
        using TemporaryFolder folder = new();
        Trail trail = WithAudits(30);
        await using EmbeddedStore store = await Opened.With(folder, new(), rowsInMemory: 100);
        Assert.Equal(30, await store.Follow(trail.Entries, 7));
        Assert.Equal(trail.Shows(), await store.ShowAll());
    }

    [Fact]
    public async Task Of_a_run_that_breaks_off_nothing_is_taken_and_it_can_be_given_again()
    {
        using TemporaryFolder folder = new();
        Trail trail = WithAudits(5000);
        await using EmbeddedStore store = await Opened.With(folder, new(), rowsInMemory: 6000);
        await store.ApplyAsync([.. trail.Entries.Take(10)], Cancellation);
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(
            async () => await store.ApplyAsync(BrokenOff([.. trail.Entries.Skip(10)]), Cancellation));
        Assert.Equal(trail.Shows()[..10], await store.ShowAll());
        Assert.Equal(5000, await store.Follow(trail.Entries.Skip(10), 2500));
        Assert.Equal(trail.Shows(), await store.ShowAll());
    }

    [Fact]
    public async Task Entries_of_a_run_that_can_not_be_rows_are_set_aside()
    {
        using TemporaryFolder folder = new();
        Trail trail = WithAudits(3);
        trail.AddBroken("{}");
        trail.Add(Trail.Audit());
        await using EmbeddedStore store = await Opened.With(folder, new());
        Assert.Equal(5, await store.Follow(trail.Entries, 2));
        Assert.Equal(trail.Shows(), await store.ShowAll());
        Assert.Equal(3, Assert.Single(await store.ReadSetAsideAsync(Cancellation)).FirstSequence);
    }

    static Trail WithAudits(int count)
    {
        Trail trail = new();
        for (int i = 0; i < count; i++)
        {
            trail.Add(Trail.Audit() with { UserId = $"a user with a long name {i}" });
        }

        return trail;
    }

    static async IAsyncEnumerable<IReadOnlyList<JournalEntry>> BrokenOff(JournalEntry[] entries)
    {
        yield return entries[..3000];
        await Task.Yield();
        yield return entries[3000..4000];
        throw new TimeZoneNotFoundException("Nothing that a store throws itself.");
    }
}
