using System.Buffers.Binary;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace MetaLogging.Journaling.Hashing;

/// <summary>
/// SHA-256 (FIPS 180-4) of many short messages at once: sixteen side by side where the processor has AVX-512, eight where it has AVX2,
/// otherwise one by one by the system's own implementation. What a message hashes to does not depend on which. Thread-safe.
/// </summary>
internal static class Sha256Batch
{
    /// <summary>The length of a digest in bytes.</summary>
    public const int DigestLength = 32;

    const int BlockLength = 64;
    const int MostLanes = 16;

    /// <summary>
    /// Beyond this many blocks a message is hashed alone: the system's implementation is quicker a byte, only slow to begin.
    /// </summary>
    const int MostBlocks = 16;

    /// <summary>How many are hashed side by side here; 1: one by one.</summary>
    public static int Lanes { get; } = Avx512F.IsSupported ? 16 : Avx2.IsSupported ? 8 : 1;

    /// <summary>Hashes each message of a buffer into the digest of the same place.</summary>
    /// <param name="buffer">Holds the messages; they may overlap.</param>
    /// <param name="messages">Where each lies.</param>
    /// <param name="digests">32 bytes a message.</param>
    public static void Hash(ReadOnlySpan<byte> buffer, ReadOnlySpan<Message> messages, Span<byte> digests) =>
        Hash(buffer, messages, digests, Lanes);

    /// <summary>The same with a number of lanes that this processor has: 1, 8 or 16.</summary>
    internal static void Hash(ReadOnlySpan<byte> buffer, ReadOnlySpan<Message> messages, Span<byte> digests, int lanes)
    {
        if (digests.Length < messages.Length * DigestLength)
        {
            throw new ArgumentException("There must be 32 bytes for each message.", nameof(digests));
        }

        // Messages of as many blocks go side by side.
        Span<int> waiting = stackalloc int[(MostBlocks + 1) * MostLanes];
        Span<int> counts = stackalloc int[MostBlocks + 1];
        counts.Clear();
        for (int i = 0; i < messages.Length; i++)
        {
            int blocks = Blocks(messages[i].Length);
            if (lanes == 1 || blocks > MostBlocks)
            {
                HashOne(buffer, messages[i], digests[(i * DigestLength)..]);
                continue;
            }

            Span<int> group = waiting.Slice(blocks * MostLanes, lanes);
            group[counts[blocks]++] = i;
            if (counts[blocks] == lanes)
            {
                HashSideBySide(buffer, messages, group, blocks, digests);
                counts[blocks] = 0;
            }
        }

        for (int blocks = 1; blocks <= MostBlocks; blocks++)
        {
            HashRest(buffer, messages, waiting.Slice(blocks * MostLanes, MostLanes), counts[blocks], blocks, digests, lanes);
        }
    }

    /// <summary>Hashes what did not fill all lanes: two are already quicker side by side in eight lanes than one after the other.</summary>
    static void HashRest(
        ReadOnlySpan<byte> buffer, ReadOnlySpan<Message> messages, Span<int> group, int count, int blocks, Span<byte> digests, int lanes)
    {
        if (count == 1)
        {
            HashOne(buffer, messages[group[0]], digests[(group[0] * DigestLength)..]);
        }
        else if (count > 1)
        {
            int width = count <= 8 ? 8 : lanes;
            group[count..width].Fill(group[0]);   // hashed in vain, to the same place
            HashSideBySide(buffer, messages, group[..width], blocks, digests);
        }
    }

    static int Blocks(int length) => (length + 9 + BlockLength - 1) / BlockLength;

    static void HashOne(ReadOnlySpan<byte> buffer, Message message, Span<byte> digest) =>
        SHA256.HashData(buffer.Slice(message.Offset, message.Length), digest[..DigestLength]);

    static void HashSideBySide(
        ReadOnlySpan<byte> buffer, ReadOnlySpan<Message> messages, ReadOnlySpan<int> group, int blocks, Span<byte> digests)
    {
        int lanes = group.Length;
        Span<uint> state = stackalloc uint[8 * MostLanes];
        for (int word = 0; word < 8; word++)
        {
            state.Slice(word * lanes, lanes).Fill(Sha256Constants.Initial[word]);
        }

        Span<uint> words = stackalloc uint[16 * MostLanes];
        Span<byte> padded = stackalloc byte[BlockLength];
        for (int block = 0; block < blocks; block++)
        {
            for (int lane = 0; lane < lanes; lane++)
            {
                Message message = messages[group[lane]];
                ReadOnlySpan<byte> bytes = (block + 1) * BlockLength <= message.Length
                    ? buffer.Slice(message.Offset + (block * BlockLength), BlockLength)
                    : Pad(buffer, message, block, block == blocks - 1, padded);
                for (int word = 0; word < 16; word++)
                {
                    words[(word * lanes) + lane] = BinaryPrimitives.ReadUInt32BigEndian(bytes[(word * 4)..]);
                }
            }

            if (lanes == 16)
            {
                Sha256Lanes16.Compress(state, words);
            }
            else
            {
                Sha256Lanes8.Compress(state, words);
            }
        }

        for (int lane = 0; lane < lanes; lane++)
        {
            Span<byte> digest = digests.Slice(group[lane] * DigestLength, DigestLength);
            for (int word = 0; word < 8; word++)
            {
                BinaryPrimitives.WriteUInt32BigEndian(digest[(word * 4)..], state[(word * lanes) + lane]);
            }
        }
    }

    /// <summary>A block that the message does not fill: a one bit behind it, zeros, and in the last block its length in bits.</summary>
    static ReadOnlySpan<byte> Pad(ReadOnlySpan<byte> buffer, Message message, int block, bool isLast, Span<byte> padded)
    {
        padded.Clear();
        int from = block * BlockLength;
        int rest = message.Length - from;
        if (rest > 0)
        {
            buffer.Slice(message.Offset + from, rest).CopyTo(padded);
        }

        if (rest >= 0)
        {
            padded[rest] = 0x80;
        }

        if (isLast)
        {
            BinaryPrimitives.WriteInt64BigEndian(padded[(BlockLength - 8)..], message.Length * 8L);
        }

        return padded;
    }

    /// <summary>Where a message lies in the buffer.</summary>
    internal readonly record struct Message(int Offset, int Length);
}
