using System.Text;
using CsCheck;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Journaling.Tests.Notes;

public sealed class SignedNoteTests
{
    const string ExampleKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    const string Example = "This is an example message.\n\n"
        + "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    const string ExampleWithEmptyLine = "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
        + "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";

    const string ExampleCheckpoint = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        + "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";

    const string ExampleCosignature =
        "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";

    static readonly string[] Words = ["text", "\n", "\n\n", "— ", "example.com/foo", " ", "Uw2QOkn8srU=", "AAAA", "=", "0", "1\n", "\r", "è"];

    static readonly Gen<byte[]> Pieces = Gen.Int[0, Words.Length - 1].Array[0, 20]
        .Select(pieces => Encoding.UTF8.GetBytes(string.Concat(pieces.Select(piece => Words[piece]))));

    static readonly VerifierKey Known = VerifierKey.Parse(ExampleKey);

    [Fact]
    public void The_example_of_the_format_verifies()
    {
        SignedNote note = Parse(Example);
        Assert.Equal("This is an example message.\n", note.Text);
        CheckedSignature signature = Assert.Single(note.CheckAll([Known]));
        Assert.Equal((Known, null), (signature.Key, signature.Time));
        Assert.Equal(Example, note.ToString());
    }

    [Fact]
    public void The_last_empty_line_ends_the_text()
    {
        SignedNote note = Parse(ExampleWithEmptyLine);
        Assert.EndsWith("sole:\n\ned è subito sera.\n", note.Text, StringComparison.Ordinal);
        Assert.Equal(("quasimodo.example/salvatore", 0x367ba04bu), (note.Signatures[0].Name, note.Signatures[0].KeyId));
        Assert.Equal(ExampleWithEmptyLine, note.ToString());
    }

    [Fact]
    public void The_cosigned_example_is_read_with_the_time_of_its_witness()
    {
        SignedCheckpoint read = SignedCheckpoint.Parse(ExampleCheckpoint + ExampleCosignature);
        Assert.Equal(("example.com/behind-the-sofa", 20852163), (read.Checkpoint.Origin, read.Size));
        Assert.Equal(["example.com/behind-the-sofa", "witness.example.com/w1"], read.Note.Signatures.Select(signature => signature.Name));
        Assert.Equal(8 + 64, read.Note.Signatures[1].Signature.Length);
        Assert.Equal(1679315147, System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(read.Note.Signatures[1].Signature));
        Assert.Equal(ExampleCheckpoint, read.WithoutCosignatures().ToString());
        Assert.Equal(
            "cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
            Encoding.UTF8.GetString(VerifierKey.CosignedText(1679315147, read.Note.Bytes)));
    }

    [Fact]
    public void Every_changed_bit_of_the_example_is_refused()
    {
        byte[] note = Encoding.UTF8.GetBytes(Example);
        for (int bit = 0; bit < note.Length * 8; bit++)
        {
            byte[] changed = [.. note];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<NotProvenException>(() => SignedNote.Parse(changed).Check([Known]));
        }
    }

    [Fact]
    public void Lines_of_unknown_keys_are_passed_over_or_refused_as_asked()
    {
        using SigningKey other = SigningKey.Create("example.com/bar", NoteKeyType.Log);
        SignedNote read = Parse(Example);
        SignedNote note = new(read.Text, [other.Sign(read.Bytes, default), .. read.Signatures]);
        Assert.Single(note.Check([Known]));
        NotProvenException refused = Assert.Throws<NotProvenException>(() => note.CheckAll([Known]));
        Assert.Contains("example.com/bar", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, note.CheckAll([Known, other.Verifier]).Count);
    }

    [Fact]
    public void A_wrong_signature_of_a_known_key_refuses_the_note_even_beside_a_right_one()
    {
        SignedNote read = Parse(Example);
        SignedNote note = new(read.Text, [.. read.Signatures, read.Signatures[0] with { Signature = new byte[64] }]);
        Assert.Throws<NotProvenException>(() => note.Check([Known]));
    }

    [Fact]
    public void Another_key_with_the_same_name_is_told_apart()
    {
        using SigningKey same = SigningKey.Create("example.com/foo", NoteKeyType.Log);
        NotProvenException refused = Assert.Throws<NotProvenException>(() => Parse(Example).Check([same.Verifier]));
        Assert.Contains("another key with the name example.com/foo", refused.Message, StringComparison.Ordinal);
        Assert.Contains("530d903a", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_key_twice_is_refused_where_all_are_checked()
    {
        SignedNote read = Parse(Example);
        Assert.Throws<NotProvenException>(() => new SignedNote(read.Text, [.. read.Signatures, .. read.Signatures]).CheckAll([Known]));
    }

    [Fact]
    public void Sixty_four_signatures_are_read_and_one_more_is_not()
    {
        string line = Example[Example.IndexOf('—', StringComparison.Ordinal)..];
        Assert.Equal(64, Parse(Example + string.Concat(Enumerable.Repeat(line, 63))).Signatures.Count);
        Refused(Example + string.Concat(Enumerable.Repeat(line, 64)), "65 signatures");
    }

    [Fact]
    public void A_note_beyond_its_largest_size_is_refused()
    {
        Refused(new string('a', SignedNote.MostBytes) + Example, "is the most");
        Parse(new string('a', SignedNote.MostBytes - Encoding.UTF8.GetByteCount(Example)) + Example);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n\n")]
    [InlineData("text\n\n— a AAAAAAA=")]
    [InlineData("text\n\n— a AAAAAAA=\n\n")]
    [InlineData("text\n\n— a AAAAAAA=\n ")]
    [InlineData("text\n\n- a AAAAAAA=\n")]
    [InlineData("text\n\n—  a AAAAAAA=\n")]
    [InlineData("text\n\n— a  AAAAAAA=\n")]
    [InlineData("text\n\n— a AAAAAAA= \n")]
    [InlineData("text\n\n— a+b AAAAAAA=\n")]
    [InlineData("text\n\n— a\u00a0b AAAAAAA=\n")]
    [InlineData("text\n\n— a\u2003b AAAAAAA=\n")]
    [InlineData("text\n\n— a\u0085b AAAAAAA=\n")]
    [InlineData("text\n\n— a AAAAAA==\n")]
    [InlineData("text\n\n— a AAAAAAB=\n")]
    [InlineData("text\n\n— a AAAAAAA\n")]
    [InlineData("text\n\n— a AAAA AAA=\n")]
    [InlineData("text\r\n\r\n— a AAAAAAA=\r\n")]
    [InlineData("te\txt\n\n— a AAAAAAA=\n")]
    [InlineData("te\0xt\n\n— a AAAAAAA=\n")]
    [InlineData("te\u001bxt\n\n— a AAAAAAA=\n")]
    public void What_is_no_note_is_refused(string note) => Assert.Throws<NotProvenException>(() => Parse(note));

    [Fact]
    public void Invalid_UTF_8_is_refused()
    {
        foreach (byte[] bytes in (byte[][])[[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x80]])
        {
            Assert.Throws<NotProvenException>(() => SignedNote.Parse([.. bytes, .. Encoding.UTF8.GetBytes(Example)]));
        }
    }

    [Fact]
    public void Any_bytes_are_read_or_refused_and_never_fail_otherwise()
    {
        Gen.OneOf(Gen.Byte.Array[0, 300], Pieces).Sample(
            bytes =>
            {
                try
                {
                    SignedNote note = SignedNote.Parse(bytes);
                    Assert.Equal(Encoding.UTF8.GetString(bytes), note.ToString());
                    note.Check([Known]);
                    Assert.Fail("a note that was made up is signed");
                }
                catch (NotProvenException)
                {
                    // as it should be
                }
            },
            iter: 20_000);
    }

    static SignedNote Parse(string note) => SignedNote.Parse(Encoding.UTF8.GetBytes(note));

    static void Refused(string note, string reason) =>
        Assert.Contains(reason, Assert.Throws<NotProvenException>(() => Parse(note)).Message, StringComparison.Ordinal);
}
