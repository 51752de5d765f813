using System.Buffers;
using MetaLogging.Journaling.Hashing;
using MetaLogging.Journaling.Merkle;

namespace MetaLogging.Journaling.Tree;

/// <summary>Hashes many nodes of a tree at once, side by side where the processor can.</summary>
internal static class NodeHashing
{
    const int MessageLength = 1 + (2 * TreeHash.Length);

    /// <summary>The root over 2ⁿ hashes, one behind the other; they are overwritten.</summary>
    public static TreeHash Root(Span<byte> hashes)
    {
        int count = hashes.Length / TreeHash.Length;
        byte[] scratch = ArrayPool<byte>.Shared.Rent(Math.Max(1, count / 2 * MessageLength));
        for (; count > 1; count /= 2)
        {
            Halve(hashes, count, scratch);
        }

        ArrayPool<byte>.Shared.Return(scratch);
        return TreeHash.Of(hashes);
    }

    /// <summary>Replaces each pair of hashes by the hash over it.</summary>
    static void Halve(Span<byte> hashes, int count, Span<byte> scratch)
    {
        int pairs = count / 2;
        Span<Sha256Batch.Message> messages = stackalloc Sha256Batch.Message[128];
        for (int done = 0; done < pairs; done += messages.Length)
        {
            int now = Math.Min(messages.Length, pairs - done);
            for (int i = 0; i < now; i++)
            {
                Span<byte> message = scratch.Slice(i * MessageLength, MessageLength);
                message[0] = 0x01;
                hashes.Slice((done + i) * 2 * TreeHash.Length, 2 * TreeHash.Length).CopyTo(message[1..]);
                messages[i] = new(i * MessageLength, MessageLength);
            }

            Sha256Batch.Hash(scratch, messages[..now], hashes.Slice(done * TreeHash.Length, now * TreeHash.Length));
        }
    }
}
