using System.Numerics;

namespace MetaLogging.Journaling.Merkle;

/// <summary>Roots and proofs of a tree of any size, out of its full subtrees (RFC 6962, sections 2.1 to 2.1.2).</summary>
internal static class TreeProofs
{
    /// <summary>The root of the first <paramref name="size"/> entries.</summary>
    public static TreeHash Root(ISubtrees tree, long size) => size == 0 ? TreeHash.Empty : Range(tree, 0, size);

    /// <summary>The hashes that prove that an entry is among the first <paramref name="size"/>, from the leaf's sibling up.</summary>
    public static IReadOnlyList<TreeHash> Inclusion(ISubtrees tree, long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        List<TreeHash> hashes = [];
        AddInclusion(tree, index, 0, size, hashes);
        return hashes;
    }

    /// <summary>The hashes that prove that the first <paramref name="from"/> of <paramref name="to"/> entries are the older tree.</summary>
    public static IReadOnlyList<TreeHash> Consistency(ISubtrees tree, long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        List<TreeHash> hashes = [];
        if (from > 0 && from < to)
        {
            AddConsistency(tree, from, 0, to, isWhole: true, hashes);
        }

        return hashes;
    }

    static TreeHash Range(ISubtrees tree, long start, long end)
    {
        long count = end - start;
        if (BitOperations.IsPow2(count))
        {
            int height = BitOperations.Log2((ulong)count);
            return tree.Subtree(height, start >> height);
        }

        long left = Left(count);
        return TreeHash.Node(Range(tree, start, start + left), Range(tree, start + left, end));
    }

    static void AddInclusion(ISubtrees tree, long index, long start, long end, List<TreeHash> hashes)
    {
        if (end - start == 1)
        {
            return;
        }

        long middle = start + Left(end - start);
        if (index < middle)
        {
            AddInclusion(tree, index, start, middle, hashes);
            hashes.Add(Range(tree, middle, end));
        }
        else
        {
            AddInclusion(tree, index, middle, end, hashes);
            hashes.Add(Range(tree, start, middle));
        }
    }

    /// <summary>SUBPROOF of RFC 6962: <paramref name="from"/> counts from <paramref name="start"/>.</summary>
    static void AddConsistency(ISubtrees tree, long from, long start, long end, bool isWhole, List<TreeHash> hashes)
    {
        if (from == end - start)
        {
            if (!isWhole)
            {
                hashes.Add(Range(tree, start, end));
            }

            return;
        }

        long left = Left(end - start);
        if (from <= left)
        {
            AddConsistency(tree, from, start, start + left, isWhole, hashes);
            hashes.Add(Range(tree, start + left, end));
        }
        else
        {
            AddConsistency(tree, from - left, start + left, end, isWhole: false, hashes);
            hashes.Add(Range(tree, start, start + left));
        }
    }

    /// <summary>The largest power of two below a count of at least two.</summary>
    static long Left(long count) => 1L << BitOperations.Log2((ulong)(count - 1));
}
