namespace MetaLogging.Journaling.Merkle;

/// <summary>That an entry is in a tree (RFC 6962, section 2.1.1): the hashes beside its way to the root, from the leaf up.</summary>
internal static class InclusionProof
{
    /// <summary>The longest way: a tree has fewer than 2⁶³ entries.</summary>
    public const int MostHashes = 63;

    /// <summary>Checks a proof by the algorithm of RFC 9162, section 2.1.3.2.</summary>
    /// <exception cref="NotProvenException">It does not hold; the message says why.</exception>
    public static void Check(in TreeHash leaf, long index, long size, IReadOnlyList<TreeHash> hashes, in TreeHash root)
    {
        if (index < 0 || index >= size)
        {
            throw new NotProvenException($"There is no entry {index} in a tree of {size} entries.");
        }

        (long at, long last) = (index, size - 1);
        TreeHash hash = leaf;
        foreach (TreeHash beside in hashes)
        {
            if (last == 0)
            {
                throw new NotProvenException($"The proof of entry {index} has more hashes than a tree of {size} entries has levels.");
            }

            if ((at & 1) == 1 || at == last)
            {
                hash = TreeHash.Node(beside, hash);
                while ((at & 1) == 0 && at != 0)
                {
                    (at, last) = (at >> 1, last >> 1);
                }
            }
            else
            {
                hash = TreeHash.Node(hash, beside);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        if (last != 0)
        {
            throw new NotProvenException($"The proof of entry {index} has fewer hashes than its way to the root of {size} entries is long.");
        }

        if (hash != root)
        {
            throw new NotProvenException($"The proof of entry {index} leads to another root than that of the {size} entries.");
        }
    }
}
