using MetaLogging.Journaling.Merkle;

namespace MetaLogging.Api.Tests.Log;

/// <summary>The tree over some entries, by the definition of RFC 6962, section 2.1.</summary>
internal sealed class NaiveTree(IReadOnlyList<byte[]> entries)
{
    readonly TreeHash[] _leaves = [.. entries.Select(entry => TreeHash.Leaf(entry))];

    /// <summary>The hash of an entry.</summary>
    public TreeHash Leaf(long index) => _leaves[index];

    /// <summary>The root of the first entries.</summary>
    public TreeHash Root(long size) => Range(0, (int)size);

    /// <summary>The hash over a range of entries.</summary>
    public TreeHash Range(int start, int end)
    {
        if (end - start < 2)
        {
            return start == end ? TreeHash.Empty : _leaves[start];
        }

        int left = 1;
        while (left * 2 < end - start)
        {
            left *= 2;
        }

        return TreeHash.Node(Range(start, start + left), Range(start + left, end));
    }
}
