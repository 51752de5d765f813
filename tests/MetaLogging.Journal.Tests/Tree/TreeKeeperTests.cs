using CsCheck;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Tests.Simulation;

namespace MetaLogging.Journaling.Tests.Tree;

public sealed class TreeKeeperTests
{
    static JournalOptions Options => new()
    {
        SegmentSize = 64 << 10,
        ReserveSize = 4 << 10,
        Watermark = 0,
        LockWait = TimeSpan.Zero,
        MostPendingHashes = 100 * TreeHash.Length,
    };

    [Fact]
    public void What_is_more_than_may_wait_is_read_again_and_nothing_is_left_out() =>
        Gen.Select(Gen.Int[1, 250], Gen.Bool).Array[1, 12].Sample(steps => GrowAsync(steps).GetAwaiter().GetResult(), iter: 60, threads: 1);

    [Fact]
    public async Task While_the_tree_can_not_be_written_entries_are_taken_and_it_catches_up_when_it_can()
    {
        SimulatedDisk disk = new(0);
        GrowingTree expected = new((_, _, _) => { });
        await using Journal journal = await Journal.OpenAsync(disk, "/d", Options, TimeProvider.System);
        await AppendAsync(journal, expected, 300);
        await CheckAsync(journal, expected);
        disk.Fails = (_, path) => path.StartsWith("/d/tree", StringComparison.Ordinal);
        foreach (int count in (int[])[1, 50, 400])
        {
            await AppendAsync(journal, expected, count);
            SigningRefusedException refused = await Assert.ThrowsAsync<SigningRefusedException>(() => journal.Tree!.CheckpointAsync(journal.NextSequence, CancellationToken.None));
            Assert.Contains("It is tried again", refused.Message, StringComparison.Ordinal);
            Assert.NotNull(journal.Tree!.Problem);
            Assert.Equal(300, journal.Tree.Newest!.Size);
        }

        disk.Fails = null;
        await CheckAsync(journal, expected);
        Assert.Null(journal.Tree!.Problem);
        await AppendAsync(journal, expected, 10);
        await CheckAsync(journal, expected);
    }

    [Theory, InlineData(0), InlineData(300)]
    public async Task A_journal_opens_while_its_tree_can_not_be_written_and_the_tree_catches_up_when_it_can(int covered)
    {
        SimulatedDisk disk = new(0);
        GrowingTree expected = new((_, _, _) => { });
        await using (Journal journal = await Journal.OpenAsync(disk, "/d", Options, TimeProvider.System))
        {
            if (covered > 0)
            {
                await AppendAsync(journal, expected, covered);
                await CheckAsync(journal, expected);
            }

            disk.Fails = (what, path) => what == "write" && path.StartsWith("/d/tree", StringComparison.Ordinal);
            await AppendAsync(journal, expected, 200);
        }

        await using Journal again = await Journal.OpenAsync(disk, "/d", Options, TimeProvider.System);
        Assert.Equal(JournalState.Ready, again.Health.State);
        await AppendAsync(again, expected, 3);
        await Assert.ThrowsAsync<SigningRefusedException>(() => again.Tree!.CheckpointAsync(again.NextSequence, CancellationToken.None));
        disk.Fails = null;
        await AppendAsync(again, expected, 3);
        await CheckAsync(again, expected);
    }

    static async Task GrowAsync((int Count, bool IsSigned)[] steps)
    {
        GrowingTree expected = new((_, _, _) => { });
        SimulatedDisk disk = new(0);
        await using (Journal journal = await Journal.OpenAsync(disk, "/d", Options, TimeProvider.System))
        {
            foreach ((int count, bool isSigned) in steps)
            {
                await AppendAsync(journal, expected, count);
                if (isSigned)
                {
                    await CheckAsync(journal, expected);
                }
            }
        }

        // At the close it was signed over all.
        await using Journal again = await Journal.OpenAsync(disk, "/d", Options, TimeProvider.System);
        Assert.Equal(expected.Root(), again.Tree!.Newest!.Root);
    }

    static async Task AppendAsync(Journal journal, GrowingTree expected, int count)
    {
        long next = journal.NextSequence;
        List<byte> leaves = [];
        for (int i = 0; i < count; i++)
        {
            leaves.AddRange(TreeHash.Leaf(Some.Fact(next + i)).Bytes);
        }

        expected.Append([.. leaves]);
        Assert.Equal(next, await journal.AppendAsync(Some.Batch(next, count)));
    }

    static async Task CheckAsync(Journal journal, GrowingTree expected)
    {
        SignedCheckpoint signed = await journal.Tree!.CheckpointAsync(journal.NextSequence, CancellationToken.None);
        Assert.Equal(expected.Size, signed.Size);
        Assert.Equal(expected.Root(), signed.Root);
        Assert.Equal(signed.Root, TreeProofs.Root(journal.Tree.Tree, signed.Size));
    }
}
