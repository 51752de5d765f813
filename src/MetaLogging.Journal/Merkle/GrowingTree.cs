using System.Buffers;
using MetaLogging.Journaling.Hashing;

namespace MetaLogging.Journaling.Merkle;

/// <summary>
/// A tree to which leaves are added, and that knows its root at each size on the way. It keeps one hash a level, and hashes many nodes side by side. Not thread-safe.
/// </summary>
/// <param name="made">Is told of the hashes of full subtrees, as they become full, from the leaves up.</param>
internal sealed class GrowingTree(GrowingTree.SubtreesMade? made = null)
{
    const int Heights = 63;
    const int MessageLength = 1 + 2 * TreeHash.Length;
    const int AtOnce = 128;

    readonly TreeHash[] _single = new TreeHash[Heights];
    readonly long[] _counts = new long[Heights];
    readonly byte[] _text = new byte[AtOnce * MessageLength];

    /// <summary>Tells of the hashes of subtrees of 2^height leaves, one behind the other, from an index on.</summary>
    public delegate void SubtreesMade(int height, long first, ReadOnlySpan<byte> hashes);

    /// <summary>How many leaves it has.</summary>
    public long Size => _counts[0];

    /// <summary>Adds the hashes of leaves, 32 bytes each.</summary>
    public void Append(ReadOnlySpan<byte> leaves) => Append(0, leaves);

    /// <summary>Its root.</summary>
    public TreeHash Root()
    {
        TreeHash? root = null;
        for (int height = 0; height < Heights; height++)
        {
            if ((_counts[height] & 1) == 1)
            {
                root = root is { } right ? TreeHash.Node(_single[height], right) : _single[height];
            }
        }

        return root ?? TreeHash.Empty;
    }

    void Append(int height, ReadOnlySpan<byte> hashes)
    {
        if (hashes.IsEmpty)
        {
            return;
        }

        made?.Invoke(height, _counts[height], hashes);
        int count = hashes.Length / TreeHash.Length;
        bool hasSingle = (_counts[height] & 1) == 1;
        int pairs = (count + (hasSingle ? 1 : 0)) / 2;
        byte[] parents = ArrayPool<byte>.Shared.Rent(Math.Max(1, pairs) * TreeHash.Length);
        Span<Sha256Batch.Message> messages = stackalloc Sha256Batch.Message[AtOnce];
        for (int done = 0; done < pairs; done += AtOnce)
        {
            int now = Math.Min(AtOnce, pairs - done);
            for (int i = 0; i < now; i++)
            {
                Span<byte> message = _text.AsSpan(i * MessageLength, MessageLength);
                message[0] = 0x01;
                int at = 2 * (done + i) - (hasSingle ? 1 : 0);
                (at < 0 ? _single[height].Bytes : hashes.Slice(at * TreeHash.Length, TreeHash.Length)).CopyTo(message[1..]);
                hashes.Slice((at + 1) * TreeHash.Length, TreeHash.Length).CopyTo(message[(1 + TreeHash.Length)..]);
                messages[i] = new(i * MessageLength, MessageLength);
            }

            Sha256Batch.Hash(_text, messages[..now], parents.AsSpan(done * TreeHash.Length));
        }

        _counts[height] += count;
        if ((_counts[height] & 1) == 1)
        {
            _single[height] = TreeHash.Of(hashes[^TreeHash.Length..]);
        }

        Append(height + 1, parents.AsSpan(0, pairs * TreeHash.Length));
        ArrayPool<byte>.Shared.Return(parents);
    }
}
