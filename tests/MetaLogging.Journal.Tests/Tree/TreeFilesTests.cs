using CsCheck;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Tests.Merkle;
using MetaLogging.Journaling.Tests.Simulation;
using MetaLogging.Journaling.Tree;

namespace MetaLogging.Journaling.Tests.Tree;

public sealed class TreeFilesTests
{
    /// <summary>More than 256², so that three levels of tiles have hashes.</summary>
    const int Most = 70_000;

    static readonly Lazy<NaiveTree> Naive = new(() => new NaiveTree(Most));
    static readonly Lazy<byte[]> Leaves = new(() => [.. Enumerable.Range(0, Most).SelectMany(i => TreeHash.Leaf(NaiveTree.Entry(i)).Bytes.ToArray())]);

    static readonly Gen<int[]> Pieces = Gen.Frequency((8, Gen.Int[0, 700]), (1, Gen.Int[0, 33_000]), (1, Gen.Const(256))).Array[1, 8]
        .Where(pieces => pieces.Sum() <= Most);

    [Fact]
    public void In_whatever_pieces_it_grows_it_is_the_tree_of_the_specification() =>
        Gen.Select(Pieces, Gen.Int[0, int.MaxValue]).Sample((pieces, chance) =>
        {
            using TreeFiles tree = TreeFiles.Open(new SimulatedDisk(0), "/tree");
            foreach (int piece in pieces)
            {
                Append(tree, tree.Size + piece);
                Check(tree, chance);
            }
        }, iter: 100, threads: 1);

    [Fact]
    public void It_can_go_to_any_size_that_was_flushed_and_grow_from_there() =>
        Gen.Select(Pieces, Gen.Int[0, int.MaxValue], Gen.Int[0, 3000]).Sample((pieces, chance, more) =>
        {
            SimulatedDisk disk = new(chance);
            int size = pieces.Sum();
            using (TreeFiles tree = TreeFiles.Open(disk, "/tree"))
            {
                Append(tree, size);
                tree.Flush();
                Append(tree, Math.Min(Most, size + more));
            }

            // The power is lost: what was not flushed may be there or not.
            using TreeFiles after = TreeFiles.Open(disk.AfterCrash(chance, 0.5), "/tree");
            Assert.Equal(0, after.Size);
            int earlier = chance % (size + 1);
            foreach (int to in (int[])[size, earlier, 0, earlier])
            {
                Assert.True(after.TryGoTo(to));
                Check(after, chance);
            }

            Append(after, Math.Min(Most, earlier + more));
            Check(after, chance);
        }, iter: 100, threads: 1);

    [Fact]
    public void It_is_empty_when_the_files_are_too_short()
    {
        using TreeFiles tree = TreeFiles.Open(new SimulatedDisk(0), "/tree");
        Assert.False(tree.TryGoTo(1));
        Append(tree, 300);
        Assert.False(tree.TryGoTo(301));
        Assert.Equal(0, tree.Size);
        Append(tree, 700);
        Check(tree, 1);
    }

    [Fact]
    public void After_a_failure_it_goes_back_to_what_was_flushed_and_grows_from_there() =>
        Gen.Select(Gen.Int[0, 600], Gen.Int[1, 1200], Gen.Int[0, 4], Gen.Int[0, int.MaxValue]).Sample((flushed, more, failing, chance) =>
        {
            SimulatedDisk disk = new(chance);
            using TreeFiles tree = TreeFiles.Open(disk, "/tree");
            Append(tree, flushed);
            tree.Flush();
            int calls = 0;
            disk.Fails = (_, _) => calls++ == failing;
            try
            {
                Append(tree, flushed + more);
                tree.Flush();
            }
            catch (IOException)
            {
                disk.Fails = null;
                Assert.True(tree.TryGoBack());
                Assert.Equal(flushed, tree.Size);
                Check(tree, chance);
                Append(tree, flushed + more);
            }

            Check(tree, chance);
            Assert.Equal(flushed + more, tree.Size);
        }, iter: 200, threads: 1);

    [Fact]
    public void What_is_not_there_is_told_with_what_to_do()
    {
        using TreeFiles tree = TreeFiles.Open(new SimulatedDisk(0), "/tree");
        Append(tree, 300);
        Assert.Contains("level-0", Assert.Throws<JournalException>(() => tree.Subtree(0, 300)).Message, StringComparison.Ordinal);
        Assert.Contains("level-1", Assert.Throws<JournalException>(() => tree.Subtree(8, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("level-2", Assert.Throws<JournalException>(() => tree.Subtree(16, 0)).Message, StringComparison.Ordinal);
    }

    static void Append(TreeFiles tree, long size) =>
        tree.Append(Leaves.Value.AsSpan((int)tree.Size * TreeHash.Length, (int)(size - tree.Size) * TreeHash.Length));

    /// <summary>The root, a root of an earlier size, and a full subtree of each height.</summary>
    static void Check(TreeFiles tree, int chance)
    {
        int size = (int)tree.Size;
        Assert.Equal(Naive.Value.Root(size), TreeProofs.Root(tree, size));
        int earlier = chance % (size + 1);
        Assert.Equal(Naive.Value.Root(earlier), TreeProofs.Root(tree, earlier));
        for (int height = 0; size >> height > 0; height++)
        {
            int index = chance % (size >> height);
            Assert.Equal(Naive.Value.Subtree(height, index), tree.Subtree(height, index));
        }
    }
}
