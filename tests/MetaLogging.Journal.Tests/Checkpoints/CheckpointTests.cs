using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Journaling.Tests.Checkpoints;

public sealed class CheckpointTests
{
    const string Root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

    [Fact]
    public void The_example_of_the_format_is_read_and_written_the_same()
    {
        string text = $"example.com/behind-the-sofa\n20852163\n{Root}\n";
        Checkpoint checkpoint = Checkpoint.Parse(text);
        Assert.Equal(("example.com/behind-the-sofa", 20852163, Root), (checkpoint.Origin, checkpoint.Size, checkpoint.Root.ToString()));
        Assert.Equal(text, checkpoint.Text);
    }

    [Fact]
    public void Extension_lines_are_signed_and_kept_and_otherwise_passed_over()
    {
        using SigningKey log = SigningKey.Create("example.com/log", NoteKeyType.Log);
        string text = $"example.com/log\n5\n{Root}\nan extension\n";
        SignedNote note = new(text, [log.Sign(System.Text.Encoding.UTF8.GetBytes(text), default)]);
        SignedCheckpoint read = SignedCheckpoint.Parse(note.ToString());
        read.CheckAll([log.Verifier]);
        Assert.Equal(5, read.Size);
        Assert.Equal(note.ToString(), read.ToString());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("9223372036854775807")]
    public void Sizes_below_2_to_the_63_are_read(string size) =>
        Assert.Equal(size, Checkpoint.Parse($"o\n{size}\n{Root}\n").Size.ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("01")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1\0")]
    [InlineData("1,000")]
    [InlineData("1e3")]
    [InlineData("0x1")]
    [InlineData("١")]
    [InlineData("9223372036854775808")]
    [InlineData("18446744073709551615")]
    [InlineData("18446744073709551616")]
    [InlineData("99999999999999999999999999999999999999")]
    public void Other_sizes_are_refused(string size)
    {
        Assert.Throws<NotProvenException>(() => Checkpoint.Parse($"o\n{size}\n{Root}\n"));
        Assert.Throws<NotProvenException>(() => Checkpoint.ParseSize(size, "The size"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("o\n5\n")]
    [InlineData("o\n5\n" + Root)]
    [InlineData("\n5\n" + Root + "\n")]
    [InlineData("o\n5\n" + Root + "\n\n")]
    [InlineData("o\n5\n" + Root + "\n\nextension\n")]
    [InlineData("o\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n")]
    [InlineData("o\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n")]
    [InlineData("o\n5\n" + Root + " \n")]
    public void What_is_no_checkpoint_is_refused(string text) => Assert.Throws<NotProvenException>(() => Checkpoint.Parse(text));

    [Fact]
    public void A_checkpoint_is_checked_with_the_keys_of_its_log_and_of_witnesses()
    {
        using SigningKey log = SigningKey.Create("example.com/log", NoteKeyType.Log);
        using SigningKey next = SigningKey.Create("example.com/log", NoteKeyType.Log);
        using SigningKey other = SigningKey.Create("example.com/other", NoteKeyType.Log);
        using SigningKey witness = SigningKey.Create("witness.example/w", NoteKeyType.Witness);
        Checkpoint checkpoint = new("example.com/log", 5, TreeHash.Leaf([]));
        SignedCheckpoint signed = SignedCheckpoint.Sign(checkpoint, [log]);
        SignedCheckpoint cosigned = signed with
        {
            Note = new(signed.Note.Text, [.. signed.Note.Signatures, witness.Sign(signed.Note.Bytes, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000))]),
        };

        Assert.Equal([null, 1_700_000_000], cosigned.CheckAll([log.Verifier, witness.Verifier]).Select(signature => signature.Time));
        Assert.Single(cosigned.Check([log.Verifier]));
        Assert.Equal(signed.ToString(), cosigned.WithoutCosignatures().ToString());
        Refused("a key that was not given", () => cosigned.CheckAll([log.Verifier]));
        Refused("No key of a log was given", () => cosigned.Check([witness.Verifier]));
        Refused("the key that was given is that of example.com/other", () => cosigned.Check([other.Verifier]));
        Refused("another key with the name", () => signed.Check([next.Verifier]));
        Refused("another key with the name", () => SignedCheckpoint.Sign(checkpoint, [log, next]).CheckAll([log.Verifier]));
        Refused("Only witnesses signed", () => (cosigned with { Note = new(signed.Note.Text, [cosigned.Note.Signatures[1]]) }).Check([log.Verifier, witness.Verifier]));
    }

    [Fact]
    public void A_checkpoint_of_another_origin_is_not_one_of_this_log_though_its_key_signed_it()
    {
        using SigningKey log = SigningKey.Create("example.com/log", NoteKeyType.Log);
        SignedCheckpoint stray = SignedCheckpoint.Sign(new("example.com/elsewhere", 5, TreeHash.Leaf([])), [log]);
        Refused("It is a checkpoint of the log example.com/elsewhere", () => stray.Check([log.Verifier]));
    }

    static void Refused(string reason, Action check) =>
        Assert.Contains(reason, Assert.Throws<NotProvenException>(check).Message, StringComparison.Ordinal);
}
