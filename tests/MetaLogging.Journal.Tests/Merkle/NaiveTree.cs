using System.Security.Cryptography;
using MetaLogging.Journaling.Merkle;

namespace MetaLogging.Journaling.Tests.Merkle;

/// <summary>
/// A tree as RFC 6962, section 2.1, defines it, word for word, and slow. It shares nothing with the tree that is tested but the type of a hash;
/// what was computed once is remembered.
/// </summary>
internal sealed class NaiveTree(int size) : ISubtrees
{
    readonly Dictionary<(int From, int To), byte[]> _known = [];

    public static byte[] Entry(int index) => BitConverter.GetBytes(index * 2654435761L);

    public int Size => size;

    public TreeHash LeafAt(int index) => TreeHash.Of(Hash(index, index + 1));

    public TreeHash Root(int count) => TreeHash.Of(Hash(0, count));

    public TreeHash Subtree(int height, long index)
    {
        int count = 1 << height;
        int from = (int)index * count;
        Assert.True(from + count <= size, "a subtree that is not full was asked for");
        return TreeHash.Of(Hash(from, from + count));
    }

    /// <summary>PATH(m, D[n]).</summary>
    public List<TreeHash> Inclusion(int index, int from, int to)
    {
        if (to - from == 1)
        {
            return [];
        }

        int k = Split(to - from);
        return index < k
            ? [.. Inclusion(index, from, from + k), TreeHash.Of(Hash(from + k, to))]
            : [.. Inclusion(index - k, from + k, to), TreeHash.Of(Hash(from, from + k))];
    }

    /// <summary>SUBPROOF(m, D[n], b).</summary>
    public List<TreeHash> Consistency(int older, int from, int to, bool isWhole = true)
    {
        if (older == to - from)
        {
            return isWhole ? [] : [TreeHash.Of(Hash(from, to))];
        }

        int k = Split(to - from);
        return older <= k
            ? [.. Consistency(older, from, from + k, isWhole), TreeHash.Of(Hash(from + k, to))]
            : [.. Consistency(older - k, from + k, to, isWhole: false), TreeHash.Of(Hash(from, from + k))];
    }

    /// <summary>MTH(D[n]).</summary>
    byte[] Hash(int from, int to)
    {
        if (!_known.TryGetValue((from, to), out byte[]? hash))
        {
            hash = (to - from) switch
            {
                0 => SHA256.HashData([]),
                1 => SHA256.HashData([0x00, .. Entry(from)]),
                int n => SHA256.HashData([0x01, .. Hash(from, from + Split(n)), .. Hash(from + Split(n), to)]),
            };
            _known.Add((from, to), hash);
        }

        return hash;
    }

    /// <summary>The largest power of two smaller than n.</summary>
    static int Split(int n)
    {
        int k = 1;
        while (k * 2 < n)
        {
            k *= 2;
        }

        return k;
    }
}
