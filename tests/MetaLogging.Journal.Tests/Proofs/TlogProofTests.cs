using System.Text;
using CsCheck;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;
using MetaLogging.Journaling.Proofs;
using MetaLogging.Journaling.Tests.Merkle;

namespace MetaLogging.Journaling.Tests.Proofs;

public sealed class TlogProofTests : IDisposable
{
    const int Index = 137;
    const int Size = 200;

    static readonly NaiveTree Tree = new(300);
    readonly SigningKey _log = SigningKey.Create("example.com/log", NoteKeyType.Log);
    readonly SigningKey _witness = SigningKey.Create("witness.example/w", NoteKeyType.Witness);

    VerifierKey[] Keys => [_log.Verifier, _witness.Verifier];

    [Fact]
    public void A_proof_holds_and_comes_back_from_its_text()
    {
        foreach (byte[]? extra in (byte[]?[])[null, [], [1, 2, 3]])
        {
            TlogProof proof = Proof(extra);
            TlogProof read = TlogProof.Parse(Bytes(proof));
            Assert.Equal(proof.ToString(), read.ToString());
            Assert.Equal(extra, read.Extra);
            Assert.Equal([null, 1_700_000_000], read.Check(Tree.LeafAt(Index), Keys).Select(signature => signature.Time));
        }
    }

    [Fact]
    public void The_file_is_laid_out_as_the_format_says()
    {
        string[] lines = Proof([1, 2, 3]).ToString().Split('\n');
        Assert.Equal(["c2sp.org/tlog-proof@v1", "extra AQID", "index 137"], lines[..3]);
        Assert.Equal(Tree.Inclusion(Index, 0, Size).Select(hash => hash.ToString()), lines[3..11]);
        Assert.Equal(["", "example.com/log", "200", Tree.Root(Size).ToString(), ""], lines[11..16]);
    }

    [Fact]
    public void Every_changed_bit_is_refused()
    {
        byte[] file = Bytes(Proof(null));
        for (int bit = 0; bit < file.Length * 8; bit++)
        {
            byte[] changed = [.. file];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Refused(changed);
        }
    }

    [Fact]
    public void Every_changed_bit_of_the_extra_line_leaves_its_own_text_or_is_refused()
    {
        byte[] extra = Encoding.UTF8.GetBytes("who reads this checks it");
        byte[] file = Bytes(Proof(extra));
        int from = file.AsSpan().IndexOf("extra "u8);
        int to = file.AsSpan().IndexOf("\nindex "u8);
        for (int bit = from * 8; bit < (to + 1) * 8; bit++)
        {
            byte[] changed = [.. file];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.NotEqual(extra, TlogProof.Parse(changed).Extra);
            }
            catch (NotProvenException)
            {
                // as it should be
            }
        }
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        TlogProof proof = Proof([1, 2, 3]);
        byte[] file = Bytes(proof with { Checkpoint = proof.Checkpoint.WithoutCosignatures() });
        TlogProof.Parse(file).Check(Tree.LeafAt(Index), Keys);
        for (int length = 0; length < file.Length; length++)
        {
            Refused(file[..length]);
        }
    }

    [Fact]
    public void Anything_behind_the_end_is_refused()
    {
        byte[] file = Bytes(Proof(null));
        foreach (string more in (string[])["\n", "\n\n", " ", "\0", "x", "x\n", "\r\n", "— x\n", "— witness.example/w AAAAAAA=\n", "— nobody AAAAAAA=\n"])
        {
            Refused([.. file, .. Encoding.UTF8.GetBytes(more)]);
        }

        Refused([.. file, .. file]);
    }

    [Fact]
    public void A_proof_of_another_leaf_index_size_or_checkpoint_is_refused()
    {
        TlogProof proof = Proof(null);
        Assert.Throws<NotProvenException>(() => proof.Check(Tree.LeafAt(Index + 1), Keys));
        Refused(Bytes(proof with { Index = Index + 1 }));
        Refused(Bytes(proof with { Index = Size }));
        Refused(Bytes(proof with { Index = long.MaxValue }));
        Refused(Bytes(proof with { Hashes = [.. TreeProofs.Inclusion(Tree, Index, Size + 1)] }));
        Refused(Bytes(proof with { Checkpoint = Sign("example.com/log", Size + 1) }));
        Refused(Bytes(proof with { Checkpoint = Sign("example.com/other", Size) }));
        Refused(Bytes(proof with { Hashes = [.. proof.Hashes, TreeHash.Empty] }));
        Refused(Bytes(proof with { Hashes = [.. proof.Hashes.Skip(1)] }));
        Refused(Bytes(proof with { Hashes = [.. Enumerable.Repeat(TreeHash.Empty, 64)] }));
    }

    [Fact]
    public void A_proof_is_refused_without_the_key_of_its_log_or_of_one_of_its_witnesses()
    {
        using SigningKey same = SigningKey.Create("example.com/log", NoteKeyType.Log);
        TlogProof proof = Proof(null);
        Assert.Throws<NotProvenException>(() => proof.Check(Tree.LeafAt(Index), []));
        Assert.Throws<NotProvenException>(() => proof.Check(Tree.LeafAt(Index), [_log.Verifier]));
        Assert.Throws<NotProvenException>(() => proof.Check(Tree.LeafAt(Index), [_witness.Verifier]));
        Assert.Throws<NotProvenException>(() => proof.Check(Tree.LeafAt(Index), [same.Verifier, _witness.Verifier]));
        proof.Check(Tree.LeafAt(Index), [same.Verifier, .. Keys]);
    }

    [Theory]
    [InlineData("index 137", "index 0137")]
    [InlineData("index 137", "index +137")]
    [InlineData("index 137", "index  137")]
    [InlineData("index 137", "index 137 ")]
    [InlineData("index 137", "index 137\0")]
    [InlineData("index 137", "index 9223372036854775808")]
    [InlineData("index 137", "index 18446744073709551753")]
    [InlineData("index 137", "index 137\nindex 137")]
    [InlineData("index 137", "index")]
    [InlineData("index 137", "Index 137")]
    [InlineData("index 137\n", "")]
    [InlineData("extra AQID\nindex 137", "index 137\nextra AQID")]
    [InlineData("extra AQID", "extra AQID\nextra AQID")]
    [InlineData("extra AQID", "extra AQID=")]
    [InlineData("extra AQID", "extra AQ ID")]
    [InlineData("extra AQID", "extra AQIé")]
    [InlineData("extra AQID", "more AQID")]
    [InlineData("extra AQID", "extra AQID\n")]
    [InlineData("tlog-proof@v1", "tlog-proof@v2")]
    [InlineData("tlog-proof@v1", "tlog-proof@v1 ")]
    [InlineData("\n", "\r\n")]
    public void A_file_that_is_spelled_otherwise_is_refused(string right, string wrong)
    {
        string file = Proof([1, 2, 3]).ToString();
        Assert.Contains(right, file, StringComparison.Ordinal);
        Refused(Encoding.UTF8.GetBytes(file.Replace(right, wrong, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_file_beyond_its_largest_size_or_number_of_lines_is_refused()
    {
        Refused(new byte[TlogProof.MostBytes + 1]);
        Refused(Encoding.ASCII.GetBytes("c2sp.org/tlog-proof@v1\nindex 1" + string.Concat(Enumerable.Repeat("\nx", 1_000_000)) + "\n\n"));
        Refused(Encoding.ASCII.GetBytes(new string('\n', 1_000_000)));
    }

    [Fact]
    public void Any_bytes_are_refused_and_never_fail_otherwise()
    {
        byte[] file = Bytes(Proof([1, 2, 3]));
        Gen<byte[]> damaged = Gen.Select(Gen.Int[0, file.Length], Gen.Int[0, 40], Gen.Byte.Array[0, 20]).Select(
            (at, length, bytes) => (byte[])[.. file[..at], .. bytes, .. file[Math.Min(file.Length, at + length)..]]);
        Gen.OneOf(Gen.Byte.Array[0, 400], damaged).Sample(
            bytes =>
            {
                try
                {
                    TlogProof read = TlogProof.Parse(bytes);
                    read.Check(Tree.LeafAt(Index), Keys);
                    Assert.Equal((Index, Size), (read.Index, read.Checkpoint.Size));
                }
                catch (NotProvenException)
                {
                    // as it should be
                }
            },
            iter: 5000);
    }

    public void Dispose()
    {
        _log.Dispose();
        _witness.Dispose();
    }

    TlogProof Proof(byte[]? extra) => new(Index, TreeProofs.Inclusion(Tree, Index, Size), Sign("example.com/log", Size), extra);

    SignedCheckpoint Sign(string origin, int size)
    {
        SignedCheckpoint signed = SignedCheckpoint.Sign(new(origin, size, Tree.Root(size)), [_log]);
        NoteSignature cosignature = _witness.Sign(signed.Note.Bytes, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        return signed with { Note = new(signed.Note.Text, [.. signed.Note.Signatures, cosignature]) };
    }

    static byte[] Bytes(TlogProof proof) => Encoding.UTF8.GetBytes(proof.ToString());

    void Refused(byte[] file) => Assert.Throws<NotProvenException>(() => TlogProof.Parse(file).Check(Tree.LeafAt(Index), Keys));
}
