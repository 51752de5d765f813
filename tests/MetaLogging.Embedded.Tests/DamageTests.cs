using MetaLogging.Embedded.Tests.Support;
using MetaLogging.Events;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.Embedded.Tests;

/// <summary>Files that are damaged, foreign or gone, and entries that are none.</summary>
public sealed class DamageTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_entry_that_can_not_be_read_is_set_aside_and_the_others_are_taken()
    {
        using TemporaryFolder folder = new();
        Trail trail = new();
        trail.Add(Trail.Audit());
        trail.AddBroken("{\"secret\":\"of alice\"");
        trail.AddBroken("{\"secret\":\"of alice\"");
        trail.Add(Trail.Audit());
        await using EmbeddedStore store = Opened.New(folder);
        await store.OpenAsync(Trail.Origin, Cancellation);
        await store.ApplyAsync(trail.Entries, Cancellation);
        await store.SkipAsync(new(4, 9, "damaged in the journal"), Cancellation);
        Assert.Equal(trail.Shows(), await store.ShowAll());
        IReadOnlyList<SetAside> aside = await store.ReadSetAsideAsync(Cancellation);
        Assert.Equal([(1L, 3L), (4L, 9L)], aside.Select(range => (range.FirstSequence, range.EndSequence)));
        Assert.DoesNotContain("alice", aside[0].Reason, StringComparison.Ordinal);
        Assert.Equal("damaged in the journal", aside[1].Reason);

        // And again from disk.
        await store.DisposeAsync();
        await using EmbeddedStore reopened = Opened.New(folder);
        Assert.Equal(9, await reopened.OpenAsync(Trail.Origin, Cancellation));
        Assert.Equal(trail.Shows(), await reopened.ShowAll());
        Assert.Equal(aside, await reopened.ReadSetAsideAsync(Cancellation));
    }

    [Theory]
    [InlineData("this is no database")]
    [InlineData("")]
    public async Task A_file_that_is_no_database_is_named_with_the_remedy(string content)
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.Store);
        File.WriteAllText(folder.Database, content);
        await using EmbeddedStore store = Opened.New(folder);
        await AssertNamed(folder, async () => await store.OpenAsync(Trail.Origin, Cancellation));
        await store.ClearAsync(Cancellation);
        Assert.Equal(0, await store.OpenAsync(Trail.Origin, Cancellation));
    }

    [Fact]
    public async Task A_flipped_bit_is_named_with_the_remedy_and_never_answered_over()
    {
        using TemporaryFolder folder = new();
        Trail trail = new();
        for (int i = 0; i < 3000; i++)
        {
            trail.Add(Trail.Audit() with { UserId = Guid.NewGuid().ToString(), ErrorMessage = Guid.NewGuid().ToString() });
        }

        await using (EmbeddedStore store = Opened.New(folder))
        {
            await store.OpenAsync(Trail.Origin, Cancellation);
            await store.ApplyAsync(trail.Entries, Cancellation);
        }

        byte[] sound = await File.ReadAllBytesAsync(folder.Database, Cancellation);
        string[] expected = trail.Shows();
        int found = 0;
        for (int i = 0; i < 24; i++)
        {
            byte[] flipped = [.. sound];
            flipped[(int)((long)i * sound.Length / 24) + 100] ^= 0x10;
            await File.WriteAllBytesAsync(folder.Database, flipped, Cancellation);
            await using EmbeddedStore store = Opened.New(folder);
            try
            {
                await store.OpenAsync(Trail.Origin, Cancellation);
                Assert.Equal(expected, await store.ShowAll());
            }
            catch (StoreException e)
            {
                AssertSays(folder, e);
                found++;
            }
        }

        Assert.InRange(found, 4, 24);
    }

    [Fact]
    public async Task A_store_of_another_journal_is_refused()
    {
        using TemporaryFolder folder = new();
        await (await Opened.With(folder, new())).DisposeAsync();
        await using EmbeddedStore store = Opened.New(folder);
        await AssertNamed(folder, async () => await store.OpenAsync("example.org/other", Cancellation));
    }

    [Fact]
    public async Task A_store_that_was_deleted_starts_at_the_first_sequence_even_with_its_log_left_behind()
    {
        using TemporaryFolder folder = new();
        Trail trail = new();
        trail.Add(Trail.Audit());
        await (await Opened.With(folder, trail)).DisposeAsync();
        File.Move(folder.Database, folder.Database + ".wal");
        await using EmbeddedStore store = Opened.New(folder);
        Assert.Equal(0, await store.CatchUp(trail));
        Assert.Equal(trail.Shows(), await store.ShowAll());
    }

    [Fact]
    public async Task A_store_that_was_cleared_is_empty_and_open()
    {
        using TemporaryFolder folder = new();
        Trail trail = new();
        trail.Add(Trail.Audit());
        await using EmbeddedStore store = await Opened.With(folder, trail, rowsInMemory: 1);
        await store.ClearAsync(Cancellation);
        Assert.Empty(await store.ShowAll());
        await store.ApplyAsync(trail.Entries, Cancellation);
        Assert.Equal(trail.Shows(), await store.ShowAll());
    }

    [Fact]
    public async Task A_store_that_is_not_open_says_so()
    {
        using TemporaryFolder folder = new();
        await using EmbeddedStore store = Opened.New(folder);
        StoreQuery query = new(new AuditEventQuery(), 1, null, 1);
        StoreException e = await Assert.ThrowsAsync<StoreException>(async () => await store.QueryAsync(query, Cancellation));
        Assert.Contains("not open", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_that_is_cancelled_stops_and_the_store_goes_on()
    {
        using TemporaryFolder folder = new();
        Trail trail = new();
        for (int i = 0; i < 3000; i++)
        {
            trail.Add(Trail.Audit() with { ErrorMessage = new string('x', 1000) + i });
        }

        await using EmbeddedStore store = Opened.New(folder);
        await store.OpenAsync(Trail.Origin, Cancellation);
        await store.ApplyAsync(trail.Entries, Cancellation);
        string[] texts = [.. Enumerable.Range(0, 500).Select(n => $"nowhere {n}")];
        using CancellationTokenSource stop = new();
        StoreQuery query = new(new AuditEventQuery { Text = texts }, 1, null, 3000);
        Task asking = Task.Run(async () => await store.QueryAsync(query, stop.Token), Cancellation);
        stop.CancelAfter(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        query = new(new AuditEventQuery { IncludeTotal = true }, 1, null, 3000);
        Assert.Equal(3000, (await store.QueryAsync(query, Cancellation)).Total);
    }

    [Fact]
    public async Task Large_entries_go_to_disk_before_they_fill_the_memory()
    {
        using TemporaryFolder folder = new();
        Trail trail = new();
        for (int i = 0; i < 1200; i++)
        {
            trail.Add(new SystemEvent { Level = EventLevel.Info, Component = "tests", Message = $"{i} {new string('m', 50_000)}" });
        }

        await using EmbeddedStore store = Opened.New(folder);
        await store.OpenAsync(Trail.Origin, Cancellation);
        await store.ApplyAsync(trail.Entries, Cancellation);
        using TemporaryFolder killed = folder.CopyOfNow();
        await using EmbeddedStore reopened = Opened.New(killed);
        Assert.InRange(await reopened.OpenAsync(Trail.Origin, Cancellation), 500, 1200);
    }

    static async Task AssertNamed(TemporaryFolder folder, Func<Task> opening) =>
        AssertSays(folder, await Assert.ThrowsAsync<StoreException>(opening));

    static void AssertSays(TemporaryFolder folder, StoreException e)
    {
        Assert.Contains(folder.Database, e.Message, StringComparison.Ordinal);
        Assert.Contains("metalog rebuild", e.Message, StringComparison.Ordinal);
    }
}
