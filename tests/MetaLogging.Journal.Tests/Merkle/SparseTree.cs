using MetaLogging.Journaling.Merkle;

namespace MetaLogging.Journaling.Tests.Merkle;

/// <summary>A tree of any size in which all entries but a few are the same, so that a subtree without one of those few need not be walked.</summary>
internal sealed class SparseTree : ISubtrees
{
    static readonly TreeHash[] Plain = MakePlain();
    readonly long[] _own;

    public SparseTree(params long[] own) => _own = [.. own.Distinct().Order()];

    public TreeHash LeafAt(long index) => Subtree(0, index);

    public TreeHash Subtree(int height, long index)
    {
        long first = index << height;
        long last = first + ((1L << height) - 1);
        if (!_own.Any(own => own >= first && own <= last))
        {
            return Plain[height];
        }

        return height == 0
            ? TreeHash.Leaf(BitConverter.GetBytes(index))
            : TreeHash.Node(Subtree(height - 1, index * 2), Subtree(height - 1, (index * 2) + 1));
    }

    static TreeHash[] MakePlain()
    {
        TreeHash[] plain = new TreeHash[63];
        plain[0] = TreeHash.Leaf("the same"u8);
        for (int height = 1; height < plain.Length; height++)
        {
            plain[height] = TreeHash.Node(plain[height - 1], plain[height - 1]);
        }

        return plain;
    }
}
