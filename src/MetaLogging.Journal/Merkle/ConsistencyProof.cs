using System.Numerics;

namespace MetaLogging.Journaling.Merkle;

/// <summary>That a tree begins with all entries of an older one, unchanged (RFC 6962, section 2.1.2).</summary>
internal static class ConsistencyProof
{
    /// <summary>Checks a proof by the algorithm of RFC 9162, section 2.1.4.2. From size 0 there is nothing to prove: only an empty proof holds.</summary>
    /// <exception cref="NotProvenException">It does not hold; the message says why.</exception>
    public static void Check(long from, in TreeHash fromRoot, long to, in TreeHash toRoot, IReadOnlyList<TreeHash> hashes)
    {
        if (from < 0 || to < from)
        {
            throw new NotProvenException($"A tree of {to} entries can't be the continuation of one of {from}.");
        }

        if (from == to || from == 0)
        {
            CheckWithoutHashes(from, fromRoot, to, toRoot, hashes.Count);
            return;
        }

        // Where the older tree is whole, its root is the first hash, and is left out.
        int next = 0;
        TreeHash first = BitOperations.IsPow2(from) ? fromRoot : Take(hashes, ref next, from, to);
        (TreeHash older, TreeHash newer) = (first, first);
        (long at, long last) = (from - 1, to - 1);
        while ((at & 1) == 1)
        {
            (at, last) = (at >> 1, last >> 1);
        }

        while (last != 0)
        {
            TreeHash hash = Take(hashes, ref next, from, to);
            if ((at & 1) == 1 || at == last)
            {
                older = TreeHash.Node(hash, older);
                newer = TreeHash.Node(hash, newer);
                while ((at & 1) == 0 && at != 0)
                {
                    (at, last) = (at >> 1, last >> 1);
                }
            }
            else
            {
                newer = TreeHash.Node(newer, hash);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        if (next != hashes.Count)
        {
            throw new NotProvenException($"The proof from {from} to {to} entries has more hashes than it needs.");
        }

        if (older != fromRoot)
        {
            throw new NotProvenException($"The proof leads to another root of the first {from} entries: they are not the same ones.");
        }

        if (newer != toRoot)
        {
            throw new NotProvenException($"The proof from {from} entries leads to another root than that of the {to} entries.");
        }
    }

    static void CheckWithoutHashes(long from, in TreeHash fromRoot, long to, in TreeHash toRoot, int count)
    {
        if (count > 0)
        {
            throw new NotProvenException($"The proof from {from} to {to} entries has more hashes than it needs.");
        }

        if (from == to && fromRoot != toRoot)
        {
            throw new NotProvenException($"There are two roots of {to} entries: they are not the same ones.");
        }

        if (from == 0 && fromRoot != TreeHash.Empty)
        {
            throw new NotProvenException("The root of a tree without entries is the hash of nothing, and this one is another.");
        }
    }

    static TreeHash Take(IReadOnlyList<TreeHash> hashes, ref int next, long from, long to) => next < hashes.Count
        ? hashes[next++]
        : throw new NotProvenException($"The proof from {from} to {to} entries has fewer hashes than it needs.");
}
