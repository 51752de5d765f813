using MetaLogging.Embedded.Tests.Support;
using MetaLogging.Journaling;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.Embedded.Tests;

/// <summary>What is on disk after a kill, a close, a rewriting that was interrupted.</summary>
public sealed class DurabilityTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_kill_the_position_and_the_rows_on_disk_belong_together()
    {
        using TemporaryFolder folder = new();
        Trail trail = new();
        await using EmbeddedStore store = await Opened.With(folder, trail, rowsInMemory: 100);
        for (int i = 0; i < 12; i++)
        {
            JournalEntry[] entries = [.. Enumerable.Range(0, 37).Select(n => trail.Add(Trail.Audit() with { UserId = $"user{n}" }))];
            await store.ApplyAsync(entries, Cancellation);
            using TemporaryFolder killed = folder.CopyOfNow();
            await using EmbeddedStore reopened = Opened.New(killed);
            long position = await reopened.OpenAsync(Trail.Origin, Cancellation);
            Assert.Equal(trail.Next / 100 * 100, position);
            Assert.Equal(trail.Shows()[..(int)position], await reopened.ShowAll());
            await reopened.CatchUp(trail);
            Assert.Equal(trail.Shows(), await reopened.ShowAll());
        }
    }

    [Fact]
    public async Task A_file_that_was_being_made_when_the_process_was_killed_is_made_again()
    {
        using TemporaryFolder folder = new();
        Trail trail = new();
        trail.Add(Trail.Audit());
        await (await Opened.With(folder, trail)).DisposeAsync();
        byte[] half = (await File.ReadAllBytesAsync(folder.Database, Cancellation))[..4096];
        File.Delete(folder.Database);
        await File.WriteAllBytesAsync(folder.Database + ".new", half, Cancellation);
        await using EmbeddedStore store = Opened.New(folder);
        Assert.Equal(0, await store.OpenAsync(Trail.Origin, Cancellation));
        await store.CatchUp(trail);
        Assert.Equal(trail.Shows(), await store.ShowAll());
    }

    [Fact]
    public async Task A_store_that_was_closed_wants_nothing_again()
    {
        using TemporaryFolder folder = new();
        Trail trail = new();
        trail.Add(Trail.Audit());
        await (await Opened.With(folder, trail)).DisposeAsync();
        await using EmbeddedStore store = Opened.New(folder);
        Assert.Equal(1, await store.OpenAsync(Trail.Origin, Cancellation));
        Assert.Equal(trail.Shows(), await store.ShowAll());
    }

    [Fact]
    public async Task Entries_that_are_given_again_are_taken_once()
    {
        using TemporaryFolder folder = new();
        Trail trail = new();
        for (int i = 0; i < 10; i++)
        {
            trail.Add(Trail.Audit());
        }

        await using EmbeddedStore store = await Opened.With(folder, trail);
        await store.ApplyAsync(trail.Entries, Cancellation);
        Assert.Equal(trail.Shows(), await store.ShowAll());
    }

    [Fact]
    public async Task A_hole_in_the_sequences_is_refused()
    {
        using TemporaryFolder folder = new();
        Trail trail = new();
        await using EmbeddedStore store = await Opened.With(folder, trail);
        trail.Add(Trail.Audit());
        JournalEntry second = trail.Add(Trail.Audit());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await store.ApplyAsync([second], Cancellation));
        await store.ApplyAsync(trail.Entries, Cancellation);
        Assert.Equal(trail.Shows(), await store.ShowAll());
    }

    [Fact]
    public async Task What_an_interrupted_rewriting_left_behind_goes_when_the_store_is_opened()
    {
        using TemporaryFolder folder = new();
        Trail trail = new();
        trail.Add(Trail.Audit());
        await (await Opened.With(folder, trail)).DisposeAsync();
        File.WriteAllText(folder.Database + ".new", "half of a new file");
        File.WriteAllText(folder.Database + ".new.wal", "and its log");
        Directory.CreateDirectory(Path.Combine(folder.Store, "temp"));
        File.WriteAllText(Path.Combine(folder.Store, "temp", "duckdb_temp_storage-0.tmp"), "old text");
        await using EmbeddedStore store = Opened.New(folder);
        Assert.Equal(1, await store.OpenAsync(Trail.Origin, Cancellation));
        string[] left = [.. Directory.EnumerateFileSystemEntries(folder.Store).Select(path => Path.GetFileName(path))];
        Assert.Equal(["events.duckdb"], left.Where(name => name != "events.duckdb.wal"));
    }

    [Fact]
    public async Task Whoever_asks_while_rows_move_misses_none_and_sees_none_twice()
    {
        using TemporaryFolder folder = new();
        Trail trail = new();
        await using EmbeddedStore store = await Opened.With(folder, trail, rowsInMemory: 500);
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        long applied = 0;
        long asked = 0;
        async Task AskAsync()
        {
            while (!done.IsCancellationRequested)
            {
                long before = Interlocked.Read(ref applied);
                StorePage page = await store.QueryAsync(new(new AuditEventQuery { IncludeTotal = true }, 1000, null, before), Cancellation);
                Assert.Equal(before, page.Total);
                IEnumerable<long> newest = Enumerable.Range(0, (int)Math.Min(1000, before)).Select(n => before - 1 - n);
                Assert.Equal(newest, page.Items.Select(item => item.Sequence));
                Interlocked.Increment(ref asked);
            }
        }

        Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(AskAsync, Cancellation))];
        while (applied < 15_000 || (Interlocked.Read(ref asked) < 60 && readers.All(reader => !reader.IsCompleted)))
        {
            JournalEntry[] entries = [.. Enumerable.Range(0, 125).Select(n => trail.Add(Trail.Audit()))];
            await store.ApplyAsync(entries, Cancellation);
            Interlocked.Add(ref applied, 125);
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task The_folder_and_the_file_are_for_their_owner_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        using TemporaryFolder folder = new();
        await using EmbeddedStore store = await Opened.With(folder, new());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Store));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.Database));
        }
    }
}
