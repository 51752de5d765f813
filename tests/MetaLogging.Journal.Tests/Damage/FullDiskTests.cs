using System.Diagnostics;
using MetaLogging.Journaling.Tests.Simulation;

namespace MetaLogging.Journaling.Tests.Damage;

public sealed class FullDiskTests
{
    [Fact]
    public async Task On_a_full_disk_only_own_events_are_taken_and_writing_goes_on_when_there_is_space_again()
    {
        SimulatedDisk disk = new(1) { Capacity = 200 << 10 };
        await using (Journal journal = await Workload.OpenAsync(disk))
        {
            JournalNotWritableException full;
            long before;
            do
            {
                // Sealing gives space back: only when it is done and nothing more fits, full stays full.
                await SealIfPossibleAsync(journal);
                before = journal.NextSequence;
                full = await FillAsync(journal);
            }
            while (journal.NextSequence > before);

            Assert.Contains("full", full.Message, StringComparison.Ordinal);
            Assert.Equal(JournalState.Full, journal.Health.State);
            long next = journal.NextSequence;
            Assert.Equal(next, await journal.AppendAsync(Some.Batch(next), AppendPurpose.Own));
            await Assert.ThrowsAsync<JournalNotWritableException>(async () => await journal.AppendAsync(Some.Batch(0, 1, 3000)));
            long boundary = journal.SegmentBoundary(journal.NextSequence - 1);
            Assert.True(boundary > 0);
            await journal.DropBeforeAsync(next, boundary, CancellationToken.None);
            disk.Capacity = 1 << 20;
            await Some.AppendAsync(journal, 3, 1, 3000);
            Assert.Equal(JournalState.Ready, journal.Health.State);
        }

        await using Journal again = await Workload.OpenAsync(disk);
        Assert.True(again.Recovery.WasClean);
        Assert.True(again.FirstSequence > 0);
        Assert.Equal(again.NextSequence - again.FirstSequence, (await Some.ReadAllAsync(again)).Count);
    }

    [Fact]
    public async Task An_erasure_is_possible_on_a_full_disk_and_gives_space_back()
    {
        SimulatedDisk disk = new(1) { Capacity = 160 << 10 };
        await using Journal journal = await Workload.OpenAsync(disk);
        await FillAsync(journal);
        Assert.Equal(JournalState.Full, journal.Health.State);
        long order = await journal.AppendAsync(Some.Batch(journal.NextSequence, areOrders: true), AppendPurpose.Own);
        await journal.RewriteDetailsAsync(order, [new(0, 5)], (_, _) => true, CancellationToken.None);
        Assert.True((await journal.ReadEntryAsync(4)).Detail.IsEmpty);
        await Some.AppendAsync(journal, 1, 1, 3000);
        Assert.Equal(JournalState.Ready, journal.Health.State);
    }

    [Fact]
    public async Task A_real_full_disk_is_said_and_nothing_acknowledged_is_lost()
    {
        using TemporaryFolder folder = new();
        Assert.SkipUnless(OperatingSystem.IsLinux() && await RunAsync("mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", folder.Path),
            "no tmpfs can be mounted here (not root)");
        try
        {
            long next;
            await using (Journal journal = await Some.JournalAsync(folder))
            {
                await FillAsync(journal);
                Assert.Equal(JournalState.Full, journal.Health.State);
                next = journal.NextSequence;
                Assert.Equal(next, await journal.AppendAsync(Some.Batch(next, 1, 3000), AppendPurpose.Own));
            }

            await using Journal again = await Some.JournalAsync(folder);
            Assert.Equal(Some.Entries(0, next + 1, 3000), await Some.ReadAllAsync(again));
        }
        finally
        {
            Assert.True(await RunAsync("umount", folder.Path));
        }
    }

    [Fact]
    public async Task Below_the_watermark_health_says_so_and_writing_goes_on()
    {
        SimulatedDisk disk = new(1) { Capacity = 1 << 20 };
        JournalOptions options = Workload.Options;
        options.Watermark = 10 << 20;
        await using Journal journal = await Journal.OpenAsync(disk, "/d", options, TimeProvider.System);
        Assert.Equal(JournalState.LowOnSpace, journal.Health.State);
        await Some.AppendAsync(journal, 1);
    }

    [Fact]
    public async Task A_failed_flush_is_an_unknown_outcome_and_a_new_segment_voids_the_frame()
    {
        SimulatedDisk disk = new(1);
        await using (Journal journal = await Workload.OpenAsync(disk))
        {
            await Some.AppendAsync(journal, 3);
            bool failed = false;
            disk.Fails = (what, path) => what == "flush" && path.Contains(".open", StringComparison.Ordinal) && !failed && (failed = true);
            await Assert.ThrowsAsync<AppendOutcomeUnknownException>(async () => await journal.AppendAsync(Some.Batch(999)));
            disk.Fails = null;
            Assert.Equal(3, await journal.AppendAsync(Some.Batch(3)));
            Assert.Equal(Some.Entries(0, 4), await Some.ReadAllAsync(journal));
        }

        await using Journal again = await Workload.OpenAsync(disk.AfterCrash(1, 0));
        Assert.Equal(Some.Entries(0, 4), await Some.ReadAllAsync(again));
    }

    [Fact]
    public async Task While_no_new_segment_can_be_begun_the_journal_is_read_only_and_it_mends_itself()
    {
        SimulatedDisk disk = new(1);
        await using Journal journal = await Workload.OpenAsync(disk);
        await Some.AppendAsync(journal, 3);
        disk.Fails = (what, path) => what is "flush" or "create" or "flush folder";
        await Assert.ThrowsAsync<AppendOutcomeUnknownException>(async () => await journal.AppendAsync(Some.Batch(999)));
        await Assert.ThrowsAsync<JournalNotWritableException>(async () => await journal.AppendAsync(Some.Batch(999), AppendPurpose.Own));
        Assert.Equal(JournalState.ReadOnly, journal.Health.State);
        Assert.Equal(Some.Entries(0, 3), await Some.ReadAllAsync(journal));
        disk.Fails = null;
        await Some.AppendAsync(journal, 2);
        Assert.Equal(JournalState.Ready, journal.Health.State);
        Assert.Equal(Some.Entries(0, 5), await Some.ReadAllAsync(journal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task A_frame_that_only_the_page_cache_has_is_made_durable_before_it_is_answered(int seed)
    {
        SimulatedDisk disk = new(seed);
        Journal journal = await Workload.OpenAsync(disk);
        await Some.AppendAsync(journal, 3);
        disk.Fails = (what, path) => what is "flush" or "create";
        await Assert.ThrowsAsync<AppendOutcomeUnknownException>(async () => await journal.AppendAsync(Some.Batch(3)));
        await journal.DisposeAsync();
        disk.Fails = null;

        // The same boot: the page cache shows the frame, and the kernel calls it clean.
        List<(long, string, string)> read;
        await using (Journal again = await Workload.OpenAsync(disk))
        {
            read = await Some.ReadAllAsync(again);
            disk = disk.AfterCrash(seed, 0);
        }

        await using Journal last = await Workload.OpenAsync(disk);
        Assert.Equal(read, await Some.ReadAllAsync(last));
    }

    static async Task SealIfPossibleAsync(Journal journal)
    {
        try
        {
            await journal.SealAsync(CancellationToken.None);
        }
        catch (JournalException)
        {
            // There was no space even for that.
        }
    }

    static async Task<JournalNotWritableException> FillAsync(Journal journal)
    {
        for (int i = 0; i < 1000; i++)
        {
            try
            {
                await Some.AppendAsync(journal, 1, 1, 3000);
            }
            catch (JournalNotWritableException e)
            {
                return e;
            }
        }

        throw new InvalidOperationException("It never was full.");
    }

    static async Task<bool> RunAsync(string command, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
