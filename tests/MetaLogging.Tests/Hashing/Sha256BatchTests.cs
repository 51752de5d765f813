using System.Security.Cryptography;
using System.Text;
using CsCheck;
using MetaLogging.Journaling.Hashing;
using Xunit;

namespace MetaLogging.Tests.Hashing;

public sealed class Sha256BatchTests
{
    public static TheoryData<int> EveryWidth =>
        [.. ((int[])[1, 8, 16]).Where(lanes => lanes <= Sha256Batch.Lanes)];

    /// <summary>NIST's examples of FIPS 180-4, and the first of its short test messages.</summary>
    static readonly (byte[] Message, string Digest)[] Examples =
    [
        (""u8.ToArray(), "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"),
        ("abc"u8.ToArray(), "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"),
        ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"u8.ToArray(),
            "248D6A61D20638B8E5C026930C3E6039A33CE45964FF2167F6ECEDD419DB06C1"),
        ("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"u8.ToArray(),
            "CF5B16A778AF8380036CE59E7B0492370B249B11E8F07A51AFAC45037AFEE9D1"),
        ([0xd3], "28969CDFA74A12C82F3BAD960B0B000ACA2AC329DEEA5C2328EBC6F2BA9802C1"),
        ([.. Enumerable.Repeat((byte)'a', 1_000_000)], "CDC76E5C9914FB9281A1C7E284D73E67F1809A48A497200E046D39CCC7112CD0"),
    ];

    static byte[][] Hash(byte[][] messages, int lanes)
    {
        byte[] buffer = [.. messages.SelectMany(message => message)];
        List<Sha256Batch.Message> places = [];
        int offset = 0;
        foreach (byte[] message in messages)
        {
            places.Add(new(offset, message.Length));
            offset += message.Length;
        }

        byte[] digests = new byte[messages.Length * Sha256Batch.DigestLength];
        Sha256Batch.Hash(buffer, places.ToArray(), digests, lanes);
        return [.. digests.Chunk(Sha256Batch.DigestLength)];
    }

    [Theory]
    [MemberData(nameof(EveryWidth))]
    public void The_examples_of_NIST(int lanes)
    {
        byte[][] messages = [.. Enumerable.Repeat(Examples, 20).SelectMany(examples => examples.Select(example => example.Message))];
        byte[][] digests = Hash(messages, lanes);

        for (int i = 0; i < messages.Length; i++)
        {
            Assert.Equal(Examples[i % Examples.Length].Digest, Convert.ToHexString(digests[i]));
        }
    }

    [Theory]
    [MemberData(nameof(EveryWidth))]
    public void Every_length_is_padded_as_it_must_be(int lanes)
    {
        byte[][] messages = [.. Enumerable.Range(0, 1200).Select(n => Enumerable.Range(n, n).Select(i => (byte)i).ToArray())];
        IEnumerable<byte[]> thrice = messages.SelectMany(message => Enumerable.Repeat(message, 3));
        byte[][] digests = Hash([.. messages, .. messages.Reverse(), .. thrice], lanes);

        for (int i = 0; i < messages.Length; i++)
        {
            byte[] expected = SHA256.HashData(messages[i]);
            Assert.Equal(expected, digests[i]);
            Assert.Equal(expected, digests[(messages.Length * 2) - 1 - i]);
            Assert.Equal(expected, digests[(messages.Length * 2) + (i * 3) + 2]);
        }
    }

    [Theory]
    [MemberData(nameof(EveryWidth))]
    public void Any_messages_hash_as_one_by_one(int lanes) =>
        Gen.Byte.Array[0, 300].Array[0, 100].Sample(
            messages => Assert.Equal(messages.Select(SHA256.HashData), Hash(messages, lanes)), iter: 200);

    [Fact]
    public void Messages_may_overlap()
    {
        byte[] buffer = Encoding.ASCII.GetBytes(new string('x', 500) + new string('y', 500));
        Sha256Batch.Message[] places = [.. Enumerable.Range(0, 400).Select(i => new Sha256Batch.Message(i, 100 + i))];
        byte[] digests = new byte[places.Length * Sha256Batch.DigestLength];
        Sha256Batch.Hash(buffer, places, digests);

        Assert.Equal(
            places.Select(place => SHA256.HashData(buffer.AsSpan(place.Offset, place.Length))), digests.Chunk(Sha256Batch.DigestLength));
    }

    [Fact]
    public void Too_little_room_for_the_digests_is_refused() =>
        Assert.Throws<ArgumentException>(() => Sha256Batch.Hash([], [new(0, 0), new(0, 0)], new byte[63]));
}
