using System.Text;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Journaling.Tests.Notes;

public sealed class KeyTests
{
    const string Example = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    [Fact]
    public void The_example_key_of_the_format_is_read_with_its_name_and_hash()
    {
        VerifierKey key = VerifierKey.Parse(Example);
        Assert.Equal(("example.com/foo", 0x530d903au, NoteKeyType.Log, Example), (key.Name, key.Id, key.Type, key.ToString()));
    }

    [Fact]
    public void Every_changed_bit_of_a_key_is_refused()
    {
        using SigningKey signing = SigningKey.Create("example.com/log", NoteKeyType.Log);
        SignedNote note = new("text\n", [signing.Sign("text\n"u8, default)]);
        foreach (string key in (string[])[signing.Verifier.Text, Example])
        {
            for (int bit = 0; bit < key.Length * 8; bit++)
            {
                byte[] changed = Encoding.Latin1.GetBytes(key);
                changed[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.Throws<NotProvenException>(() => note.CheckAll([VerifierKey.Parse(Encoding.Latin1.GetString(changed))]));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("++")]
    [InlineData("example.com/foo")]
    [InlineData("example.com/foo+530d903a")]
    [InlineData("+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example com+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+0530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n")]
    [InlineData(" example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3Q==")]
    [InlineData("example.com/foo+530d903a+AQ==")]
    public void What_is_no_key_is_refused(string text) => Assert.Throws<NotProvenException>(() => VerifierKey.Parse(text));

    [Fact]
    public void A_signing_key_comes_back_from_its_text_and_signs_the_same()
    {
        foreach (NoteKeyType type in (NoteKeyType[])[NoteKeyType.Log, NoteKeyType.Witness])
        {
            using SigningKey made = SigningKey.Create("example.com/log", type);
            using SigningKey read = SigningKey.Parse(made.Export());
            Assert.Equal(made.Verifier, read.Verifier);
            Assert.Equal(VerifierKey.Parse(made.Verifier.Text), read.Verifier);
            DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
            NoteSignature signature = read.Sign("text\n"u8, now);
            Assert.Equal(made.Sign("text\n"u8, now).Signature, signature.Signature);
            Assert.True(made.Verifier.Verifies("text\n"u8, signature.Signature, out long? time));
            Assert.Equal(type == NoteKeyType.Witness ? 1_700_000_000 : null, time);
            Assert.False(made.Verifier.Verifies("texT\n"u8, signature.Signature, out time));
            Assert.Null(time);
        }
    }

    [Fact]
    public void A_log_and_a_witness_of_one_name_and_secret_do_not_sign_for_each_other()
    {
        using SigningKey log = SigningKey.Create("example.com/log", NoteKeyType.Log);
        string[] parts = log.Verifier.Text.Split('+', 3);
        byte[] key = Convert.FromBase64String(parts[2]);
        key[0] = (byte)NoteKeyType.Witness;
        NotProvenException wrongHash = Assert.Throws<NotProvenException>(
            () => VerifierKey.Parse($"{parts[0]}+{parts[1]}+{Convert.ToBase64String(key)}"));
        string right = wrongHash.Message.Split(", and ")[1].Split(' ')[0];
        VerifierKey witness = VerifierKey.Parse($"{parts[0]}+{right}+{Convert.ToBase64String(key)}");
        Assert.NotEqual(log.Verifier.Id, witness.Id);
        NoteSignature signature = log.Sign("text\n"u8, default);
        Assert.False(signature.IsOf(witness));
        Assert.False(witness.Verifies("text\n"u8, signature.Signature, out _));
        Assert.False(witness.Verifies("text\n"u8, [.. new byte[8], .. signature.Signature], out _));
    }

    [Fact]
    public void A_cosignature_of_another_time_or_of_one_beyond_all_times_does_not_hold()
    {
        using SigningKey witness = SigningKey.Create("witness.example/w", NoteKeyType.Witness);
        byte[] signature = witness.Sign("text\n"u8, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)).Signature;
        foreach (int bit in Enumerable.Range(0, 64))
        {
            byte[] changed = [.. signature];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(witness.Verifier.Verifies("text\n"u8, changed, out _));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("PRIVATE+KEY+")]
    [InlineData("PRIVATE+KEY+example.com/log+00000000+")]
    [InlineData("PRIVATE+KEY+example.com/log+00000000+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    public void What_is_no_signing_key_is_refused_without_a_word_of_it(string text)
    {
        NotProvenException refused = Assert.Throws<NotProvenException>(() => SigningKey.Parse(text));
        Assert.DoesNotContain("AAAA", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a+b")]
    [InlineData("a\nb")]
    public void A_key_is_not_made_for_what_is_no_name(string name) =>
        Assert.Throws<ArgumentException>(() => SigningKey.Create(name, NoteKeyType.Log));
}
