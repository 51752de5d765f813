using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Proofs;
using MetaLogging.Proving;
using MetaLogging.Tests.Support;

namespace MetaLogging.Tests.Proving;

public sealed class EntryProofTests : IDisposable
{
    static readonly DateTimeOffset Cosigned = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    readonly SignedLog _log = new(Whole, Some.FailedLogin(), Whole with { UserId = "mallory" }, Some.SystemEvent(), Some.AuditEvent());

    static AuditEvent Whole => Some.AuditEvent() with
    {
        UserId = "wanda",
        IpAddress = "192.0.2.77",
        ResourceId = "file-9",
        ErrorMessage = "böse \"Zeile\"\n",
        Changes = [new FieldChange("f", 1, 2.5)],
        AdditionalData = new JsonObject { ["note"] = "x", ["deep"] = new JsonObject { ["list"] = new JsonArray(1, "two", null, true) } },
    };

    [Fact]
    public void A_proof_says_which_entry_is_in_which_tree_and_who_signed_it()
    {
        ProvenEntry proven = Check(_log.Prove(2, cosigned: Cosigned));
        Assert.Equal((2, 5, SignedLog.Origin), (proven.Sequence, proven.Tree.Size, proven.Tree.Origin));
        Assert.Equal(TreeProofs.Root(_log, 5), proven.Tree.Root);
        Assert.Equal([(_log.Key, null), (_log.Witness, 1_700_000_000)], proven.Signatures.Select(signature => (signature.Key, signature.Time)));
        Assert.True(proven.Fact.Span.SequenceEqual(_log.Entries[2].Fact.Span));
        Assert.True(proven.Detail.Span.SequenceEqual(_log.Entries[2].Detail.Span));
        Assert.Equal((EntryParts.All, EntryParts.None, EntryParts.None), (proven.Shown, proven.Hidden, proven.Empty));
    }

    [Fact]
    public void Without_its_detail_the_fact_alone_is_proven()
    {
        ProvenEntry proven = Check(_log.Prove(0, shown: null));
        Assert.False(proven.HasDetail);
        Assert.Equal((EntryParts.None, EntryParts.None, EntryParts.None), (proven.Shown, proven.Hidden, proven.Empty));
        Assert.True(proven.Fact.Span.SequenceEqual(_log.Entries[0].Fact.Span));
    }

    [Fact]
    public void Any_parts_of_any_entry_can_be_shown_alone_and_the_others_do_not_stand_in_the_file()
    {
        for (int parts = 0; parts <= (int)EntryParts.All; parts++)
        {
            TlogProof proof = _log.Prove(0, (EntryParts)parts);
            ProvenEntry proven = Check(proof);
            Assert.Equal(((EntryParts)parts, EntryParts.All & ~(EntryParts)parts), (proven.Shown, proven.Hidden));
            string extra = Encoding.UTF8.GetString(proof.Extra!);
            foreach ((EntryParts part, string value) in (IEnumerable<(EntryParts, string)>)
                [(EntryParts.Actor, "wanda"), (EntryParts.Client, "192.0.2.77"), (EntryParts.Subject, "file-9"), (EntryParts.Content, "note")])
            {
                Assert.Equal(proven.Shown.HasFlag(part), extra.Contains(value, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Parts_that_were_empty_are_proven_to_be_so()
    {
        ProvenEntry proven = Check(_log.Prove(3, EntryParts.Actor));
        Assert.Equal((EntryParts.None, EntryParts.Content), (proven.Shown, proven.Hidden));
        Assert.Equal(EntryParts.Actor | EntryParts.Client | EntryParts.Subject, proven.Empty);
    }

    [Fact]
    public void A_detail_that_was_erased_in_part_is_proven_like_a_whole_one_and_shown_no_further()
    {
        JournalEntry entry = _log.Entries[0];
        ArrayBufferWriter<byte> erased = new();
        Assert.True(DetailEraser.Erase(entry.Detail.Span, EntryParts.Actor | EntryParts.Content, erased));
        byte[] extra = ProofContent.Write(entry.Fact.Span, erased.WrittenSpan, EntryParts.Actor | EntryParts.Client);
        ProvenEntry proven = Check(_log.Prove(0, extra));
        Assert.Equal((EntryParts.Client, EntryParts.Actor | EntryParts.Subject | EntryParts.Content), (proven.Shown, proven.Hidden));
    }

    [Fact]
    public void Any_event_is_proven_with_any_of_its_parts()
    {
        Gen.Select(SomeEvents.Any, Gen.Int[0, 15]).Sample(
            (item, parts) =>
            {
                using SignedLog log = new(Some.AuditEvent(), item);
                ProvenEntry proven = EntryProof.Check(SignedLog.Bytes(log.Prove(1, (EntryParts)parts)), [log.Key]);
                Assert.Equal(EntryParts.None, proven.Shown & ~(EntryParts)parts);
                Assert.Equal(EntryParts.All, proven.Shown | proven.Hidden | proven.Empty);
            },
            iter: 300);
    }

    [Theory]
    [InlineData(EntryParts.All)]
    [InlineData(EntryParts.Client)]
    [InlineData(null)]
    public void Every_changed_bit_of_a_proof_file_is_refused(EntryParts? shown)
    {
        byte[] file = SignedLog.Bytes(_log.Prove(2, shown, Cosigned));
        EntryProof.Check(file, [_log.Key, _log.Witness]);
        for (int bit = 0; bit < file.Length * 8; bit++)
        {
            byte[] changed = [.. file];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Refused(changed);
        }
    }

    [Fact]
    public void Every_changed_bit_of_the_shown_entry_is_refused()
    {
        byte[] extra = _log.Prove(2, EntryParts.Client).Extra!;
        for (int bit = 0; bit < extra.Length * 8; bit++)
        {
            byte[] changed = [.. extra];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Refused(SignedLog.Bytes(_log.Prove(2, changed)));
        }
    }

    [Fact]
    public void A_file_cut_off_anywhere_or_with_more_behind_its_end_is_refused()
    {
        byte[] file = SignedLog.Bytes(_log.Prove(2));
        for (int length = 0; length < file.Length; length++)
        {
            Refused(file[..length]);
        }

        Refused([.. file, (byte)'\n']);
        Refused([.. file, 0]);
        Refused([.. file, .. file]);
    }

    [Fact]
    public void Without_an_entry_in_it_a_proof_proves_nothing_that_can_be_said() =>
        Assert.Contains("holds no entry", Refused(SignedLog.Bytes(_log.Prove(0, extra: null))).Message, StringComparison.Ordinal);

    [Fact]
    public void The_detail_of_another_entry_is_refused()
    {
        byte[] extra = ProofContent.Write(_log.Entries[0].Fact.Span, _log.Entries[2].Detail.Span, EntryParts.All);
        Assert.Contains("not the one that the fact commits to", Refused(SignedLog.Bytes(_log.Prove(0, extra))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_fact_of_another_entry_is_refused() => Refused(SignedLog.Bytes(_log.Prove(0, _log.Prove(2).Extra)));

    [Fact]
    public void An_empty_part_can_not_be_passed_off_as_a_hidden_one()
    {
        JournalEntry entry = _log.Entries[3];
        string erased = Encoding.UTF8.GetString(_log.Prove(3, EntryParts.None).Extra!);
        string zeros = new('A', 43);
        string passedOff = erased.Replace("\"erased\":{", $"\"erased\":{{\"actor\":\"{zeros}\",", StringComparison.Ordinal);
        Assert.NotEqual(erased, passedOff);
        Assert.Contains("was empty", Refused(SignedLog.Bytes(_log.Prove(3, Encoding.UTF8.GetBytes(passedOff)))).Message, StringComparison.Ordinal);
        Assert.False(entry.Detail.IsEmpty);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"detail\":{DETAIL}}")]
    [InlineData("{\"fact\":{FACT},\"detail\":{DETAIL}}")]
    [InlineData("{\"detail\":{DETAIL},\"detail\":{DETAIL},\"fact\":{FACT}}")]
    [InlineData("{\"detail\":{DETAIL},\"fact\":{FACT},\"more\":1}")]
    [InlineData("{\"a\":1,\"detail\":{DETAIL},\"fact\":{FACT}}")]
    [InlineData("{\"detail\":{DETAIL},\"fact\":{FACT}} ")]
    [InlineData(" {\"detail\":{DETAIL},\"fact\":{FACT}}")]
    [InlineData("{\"detail\": {DETAIL},\"fact\":{FACT}}")]
    [InlineData("{\"detail\":{DETAIL},\"fact\":{FACT}}\n")]
    [InlineData("{\"detail\":{DETAIL},\"f\\u0061ct\":{FACT}}")]
    [InlineData("{\"detail\":null,\"fact\":{FACT}}")]
    [InlineData("{\"detail\":{},\"fact\":{FACT}}")]
    [InlineData("{\"detail\":[],\"fact\":{FACT}}")]
    [InlineData("{\"detail\":\"\",\"fact\":{FACT}}")]
    [InlineData("{\"fact\":\"{FACT}\"}")]
    public void An_entry_that_is_spelled_otherwise_is_refused(string template)
    {
        string extra = template
            .Replace("{DETAIL}", Encoding.UTF8.GetString(_log.Entries[0].Detail.Span), StringComparison.Ordinal)
            .Replace("{FACT}", Encoding.UTF8.GetString(_log.Entries[0].Fact.Span), StringComparison.Ordinal);
        Refused(SignedLog.Bytes(_log.Prove(0, Encoding.UTF8.GetBytes(extra))));
    }

    [Theory]
    [InlineData("{\"z\":1,\"a\":2}")]
    [InlineData("{\"a\":1.0}")]
    [InlineData("{\"a\":\"\\u000a\"}")]
    [InlineData("{\"a\":1e2}")]
    [InlineData("{\"a\":-0}")]
    [InlineData("{\"a\":1,\"a\":1}")]
    [InlineData("{\"a\":\"\\u001F\"}")]
    public void A_value_that_is_not_canonical_is_refused_although_its_fact_commits_to_it(string value)
    {
        // Whoever signs such an entry wrote it otherwise than we do: another reader could see another value in it.
        string salt = new('A', 22);
        string content = $$"""{"additional_data":{{value}}}""";
        byte[] partSalts = new byte[DetailCommitment.SaltsLength];
        byte[] digests = new byte[DetailCommitment.DigestsLength];
        byte[] digest = new byte[DetailCommitment.DigestLength];
        DetailCommitment.DeriveSalts(new byte[DetailCommitment.SaltLength], partSalts);
        DetailCommitment.DigestPart(partSalts.AsSpan(^DetailCommitment.SaltLength..), Encoding.UTF8.GetBytes(content), digests.AsSpan(^DetailCommitment.DigestLength..));
        DetailCommitment.Combine(digests, digest);
        JsonObject fact = JsonNode.Parse(_log.Entries[4].Fact.Span)!.AsObject();
        fact["detail"] = Base64Url.EncodeToString(digest);
        JournalEntry entry = new(
            0, Encoding.UTF8.GetBytes(fact.ToJsonString()), Encoding.UTF8.GetBytes($$"""{"content":{{content}},"salt":"{{salt}}"}"""));
        using SignedLog strange = new(entry);
        byte[] extra = [.. """{"detail":"""u8, .. entry.Detail.Span, .. ",\"fact\":"u8, .. entry.Fact.Span, .. "}"u8];
        NotProvenException refused = Assert.Throws<NotProvenException>(
            () => EntryProof.Check(SignedLog.Bytes(strange.Prove(0, extra)), [strange.Key]));
        Assert.Matches("canonical|malformed", refused.Message);
    }

    [Fact]
    public void A_message_holds_nothing_of_the_entry()
    {
        JournalEntry entry = _log.Entries[0];
        string detail = Encoding.UTF8.GetString(entry.Detail.Span).Replace("wanda", "wander", StringComparison.Ordinal);
        NotProvenException refused = Refused(SignedLog.Bytes(_log.Prove(0, ProofContent.Write(entry.Fact.Span, Encoding.UTF8.GetBytes(detail), EntryParts.All))));
        Assert.DoesNotContain("wande", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_bytes_as_the_entry_are_refused_and_never_fail_otherwise()
    {
        byte[] extra = _log.Prove(0).Extra!;
        Gen<byte[]> damaged = Gen.Select(Gen.Int[0, extra.Length], Gen.Int[0, 40], Gen.Byte.Array[0, 20]).Select(
            (at, length, bytes) => (byte[])[.. extra[..at], .. bytes, .. extra[Math.Min(extra.Length, at + length)..]]);
        Gen.OneOf(Gen.Byte.Array[0, 200], damaged).Where(bytes => !bytes.AsSpan().SequenceEqual(extra)).Sample(
            bytes => { Refused(SignedLog.Bytes(_log.Prove(0, bytes))); },
            iter: 3000);
    }

    [Fact]
    public void Nesting_beyond_all_depth_is_refused()
    {
        foreach (int depth in (int[])[30, 60, 70, 10_000, 1_000_000])
        {
            string deep = string.Concat(Enumerable.Repeat("[", depth)) + string.Concat(Enumerable.Repeat("]", depth));
            Refused(SignedLog.Bytes(_log.Prove(0, Encoding.UTF8.GetBytes($$"""{"fact":{{deep}}}"""))));
        }
    }

    public void Dispose() => _log.Dispose();

    ProvenEntry Check(TlogProof proof) => EntryProof.Check(SignedLog.Bytes(proof), [_log.Key, _log.Witness]);

    NotProvenException Refused(byte[] file) => Assert.Throws<NotProvenException>(() => EntryProof.Check(file, [_log.Key, _log.Witness]));
}
