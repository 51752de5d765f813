using CsCheck;
using MetaLogging.Journaling.Merkle;

namespace MetaLogging.Journaling.Tests.Merkle;

public sealed class TreeProofsTests
{
    const int Largest = 5000;

    static readonly Gen<long> Size = Gen.Int[1, 62].SelectMany(bits => Gen.Long[1L << (bits - 1), (1L << bits) + 1]);

    [Fact]
    public void The_root_of_every_size_is_that_of_the_definition()
    {
        NaiveTree tree = new(Largest);
        for (int size = 0; size <= Largest; size++)
        {
            Assert.Equal(tree.Root(size), TreeProofs.Root(tree, size));
        }
    }

    [Fact]
    public void A_leaf_is_the_hash_of_a_zero_byte_and_the_entry_whatever_its_length()
    {
        foreach (int length in (int[])[0, 1, 31, 2046, 2047, 2048, 2049, 100_000])
        {
            byte[] entry = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];
            Assert.Equal(TreeHash.Of(System.Security.Cryptography.SHA256.HashData([0, .. entry])), TreeHash.Leaf(entry));
        }
    }

    [Fact]
    public void Every_proof_of_every_small_tree_is_that_of_the_definition_and_holds()
    {
        NaiveTree tree = new(130);
        for (int size = 1; size <= tree.Size; size++)
        {
            for (int index = 0; index < size; index++)
            {
                CheckInclusion(tree, index, size);
                CheckConsistency(tree, index + 1, size);
            }
        }
    }

    [Fact]
    public void Proofs_of_any_size_are_those_of_the_definition_and_hold()
    {
        NaiveTree tree = new(Largest);
        Gen.Int[1, Largest].SelectMany(size => Gen.Select(Gen.Const(size), Gen.Int[0, size - 1])).Sample(
            (size, index) =>
            {
                CheckInclusion(tree, index, size);
                CheckConsistency(tree, index + 1, size);
            },
            iter: 3000, threads: 1);
    }

    [Fact]
    public void A_proof_holds_for_no_other_leaf_index_or_root()
    {
        NaiveTree tree = new(600);
        Gen.Select(Gen.Int[2, 600], Gen.Int[0, 599], Gen.Int[0, 599], Gen.Int[1, 600]).Sample(
            (size, some, other, otherSize) =>
            {
                (int index, int wrong) = (some % size, other % size);
                IReadOnlyList<TreeHash> hashes = TreeProofs.Inclusion(tree, index, size);
                if (wrong != index)
                {
                    Refused(() => InclusionProof.Check(tree.LeafAt(index), wrong, size, hashes, tree.Root(size)));
                    Refused(() => InclusionProof.Check(tree.LeafAt(wrong), index, size, hashes, tree.Root(size)));
                }

                if (otherSize != size)
                {
                    Refused(() => InclusionProof.Check(tree.LeafAt(index), index, otherSize, hashes, tree.Root(otherSize)));
                    Refused(() => InclusionProof.Check(tree.LeafAt(index), index, size, hashes, tree.Root(otherSize)));
                }

                Refused(() => InclusionProof.Check(tree.LeafAt(index), index, size, [.. hashes, TreeHash.Empty], tree.Root(size)));
                Refused(() => InclusionProof.Check(tree.LeafAt(index), index, size, [.. hashes.SkipLast(1)], tree.Root(size)));
                Refused(() => InclusionProof.Check(tree.LeafAt(index), index, size, [TreeHash.Empty, .. hashes.Skip(1)], tree.Root(size)));
            },
            iter: 2000, threads: 1);
    }

    [Fact]
    public void A_consistency_proof_holds_for_no_other_sizes_or_roots()
    {
        NaiveTree tree = new(600);
        Gen.Select(Gen.Int[2, 600], Gen.Int[1, 600], Gen.Int[1, 600]).Sample(
            (to, some, other) =>
            {
                int from = 1 + (some % (to - 1));
                IReadOnlyList<TreeHash> hashes = TreeProofs.Consistency(tree, from, to);
                if (other != from)
                {
                    Refused(() => ConsistencyProof.Check(from, tree.Root(other), to, tree.Root(to), hashes));
                }

                if (other != from && other <= to)
                {
                    Refused(() => ConsistencyProof.Check(other, tree.Root(other), to, tree.Root(to), hashes));
                }

                if (other != to)
                {
                    Refused(() => ConsistencyProof.Check(from, tree.Root(from), to, tree.Root(other), hashes));
                }

                Refused(() => ConsistencyProof.Check(from, tree.Root(from), to, tree.Root(to), [.. hashes, TreeHash.Empty]));
                Refused(() => ConsistencyProof.Check(from, tree.Root(from), to, tree.Root(to), [.. hashes.SkipLast(1)]));
                Refused(() => ConsistencyProof.Check(to, tree.Root(to), from, tree.Root(from), hashes));
            },
            iter: 2000, threads: 1);
    }

    [Fact]
    public void Trees_of_up_to_nearly_2_to_the_63_entries_are_proven_likewise()
    {
        Gen.Select(Size, Gen.Long[0, long.MaxValue - 1], Gen.Long[0, long.MaxValue - 1]).Sample(
            (size, some, other) => CheckLarge(size, some % size, other % size), iter: 300, threads: 1);
        CheckLarge(long.MaxValue, long.MaxValue - 1, 0);
        CheckLarge(long.MaxValue, 0, long.MaxValue - 1);
        CheckLarge(1L << 62, (1L << 62) - 1, 1L << 61);
        CheckLarge((1L << 62) + 1, 1L << 62, 5);
    }

    [Fact]
    public void Sizes_and_indexes_that_can_not_be_are_refused()
    {
        Refused(() => InclusionProof.Check(TreeHash.Empty, 0, 0, [], TreeHash.Empty));
        Refused(() => InclusionProof.Check(TreeHash.Empty, -1, 5, [], TreeHash.Empty));
        Refused(() => InclusionProof.Check(TreeHash.Empty, 5, 5, [], TreeHash.Empty));
        Refused(() => InclusionProof.Check(TreeHash.Empty, 0, -5, [], TreeHash.Empty));
        Refused(() => ConsistencyProof.Check(-1, TreeHash.Empty, 5, TreeHash.Empty, []));
        Refused(() => ConsistencyProof.Check(2, TreeHash.Empty, 1, TreeHash.Empty, []));
        Refused(() => ConsistencyProof.Check(0, TreeHash.Leaf([]), 5, TreeHash.Empty, []));
        Refused(() => ConsistencyProof.Check(0, TreeHash.Empty, 5, TreeHash.Leaf([]), [TreeHash.Empty]));
        ConsistencyProof.Check(0, TreeHash.Empty, 5, TreeHash.Leaf([]), []);
    }

    static void CheckInclusion(NaiveTree tree, int index, int size)
    {
        IReadOnlyList<TreeHash> hashes = TreeProofs.Inclusion(tree, index, size);
        Assert.Equal(tree.Inclusion(index, 0, size), hashes);
        InclusionProof.Check(tree.LeafAt(index), index, size, hashes, tree.Root(size));
    }

    static void CheckConsistency(NaiveTree tree, int from, int to)
    {
        IReadOnlyList<TreeHash> hashes = TreeProofs.Consistency(tree, from, to);
        Assert.Equal(tree.Consistency(from, 0, to), hashes);
        ConsistencyProof.Check(from, tree.Root(from), to, tree.Root(to), hashes);
    }

    static void CheckLarge(long size, long index, long other)
    {
        SparseTree tree = new(index, other);
        TreeHash root = TreeProofs.Root(tree, size);
        IReadOnlyList<TreeHash> hashes = TreeProofs.Inclusion(tree, index, size);
        Assert.InRange(hashes.Count, 0, InclusionProof.MostHashes);
        InclusionProof.Check(tree.LeafAt(index), index, size, hashes, root);
        if (other != index)
        {
            Refused(() => InclusionProof.Check(tree.LeafAt(index), other, size, hashes, root));
        }

        long from = index + 1;
        IReadOnlyList<TreeHash> older = TreeProofs.Consistency(tree, from, size);
        ConsistencyProof.Check(from, TreeProofs.Root(tree, from), size, root, older);
        if (from < size)
        {
            // That the last entry of the older tree was another one.
            Refused(() => ConsistencyProof.Check(from, TreeProofs.Root(new SparseTree(), from), size, root, older));
        }
    }

    static void Refused(Action check) => Assert.Throws<NotProvenException>(check);
}
