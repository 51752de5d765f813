using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Tests.Support;
using Xunit;

namespace MetaLogging.Tests.Entries;

public sealed class DetailEraserTests
{
    static readonly EntryParts[] EachPart = [EntryParts.Actor, EntryParts.Client, EntryParts.Subject, EntryParts.Content];

    static AuditEvent Whole => Some.AuditEvent() with
    {
        UserId = "wanda",
        IpAddress = "192.0.2.77",
        ResourceId = "file-9",
        SubjectIds = ["s1", "s2"],
        ErrorMessage = "boom",
        Changes = [new FieldChange("f", 1, 2)],
        AdditionalData = new JsonObject { ["note"] = "x" },
    };

    internal static JournalEntry Erase(JournalEntry entry, EntryParts parts)
    {
        var output = new ArrayBufferWriter<byte>();
        return DetailEraser.Erase(entry.Detail.Span, parts, output) ? entry with { Detail = output.WrittenMemory } : entry;
    }

    [Fact]
    public void An_erased_part_is_its_digest_and_the_others_keep_their_salts()
    {
        JournalEntry entry = Encoded.Entry(Whole with { UserAgent = null, ErrorMessage = null, Changes = [], AdditionalData = null });
        JsonObject erased = JsonNode.Parse(Erase(entry, EntryParts.Actor).Detail.Span)!.AsObject();

        Assert.Equal(["client", "erased", "salts", "subject"], erased.Select(member => member.Key));
        Assert.Equal(["actor"], erased["erased"]!.AsObject().Select(member => member.Key));
        Assert.Equal(43, erased["erased"]!["actor"]!.GetValue<string>().Length);
        Assert.Equal(["client", "subject"], erased["salts"]!.AsObject().Select(member => member.Key));
        Assert.All(erased["salts"]!.AsObject(), salt => Assert.Equal(22, salt.Value!.GetValue<string>().Length));
    }

    [Fact]
    public void What_is_erased_is_gone()
    {
        JournalEntry entry = Encoded.Entry(Whole);
        Assert.Contains("wanda", Encoded.Detail(entry), StringComparison.Ordinal);

        string erased = Encoded.Detail(Erase(entry, EntryParts.Actor));
        Assert.DoesNotContain("wanda", erased, StringComparison.Ordinal);
        Assert.DoesNotContain(JsonNode.Parse(entry.Detail.Span)!["salt"]!.GetValue<string>(), erased, StringComparison.Ordinal);
        Assert.Contains("192.0.2.77", erased, StringComparison.Ordinal);
    }

    [Fact]
    public void When_all_is_erased_only_digests_are_left()
    {
        JsonObject erased = JsonNode.Parse(Erase(Encoded.Entry(Whole), EntryParts.All).Detail.Span)!.AsObject();

        Assert.Equal(["erased"], erased.Select(member => member.Key));
        Assert.Equal(["actor", "client", "content", "subject"], erased["erased"]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public void A_part_that_was_empty_stays_absent()
    {
        JournalEntry entry = Encoded.Entry(Some.SystemEvent());
        JournalEntry erased = Erase(entry, EntryParts.All);

        Assert.Equal(EntryParts.Content, Encoded.View(erased).Erased);
        Assert.True(DetailDigest.Holds(erased.Fact.Span, erased.Detail.Span));
    }

    [Theory]
    [InlineData(EntryParts.Subject)]
    [InlineData(EntryParts.None)]
    public void Nothing_is_written_where_nothing_is_erased(EntryParts parts)
    {
        var output = new ArrayBufferWriter<byte>();

        Assert.False(DetailEraser.Erase(Encoded.Entry(Some.SystemEvent()).Detail.Span, parts, output));
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void What_was_erased_before_stays_erased_and_is_no_change()
    {
        JournalEntry once = Erase(Encoded.Entry(Whole), EntryParts.Actor | EntryParts.Client);

        Assert.False(DetailEraser.Erase(once.Detail.Span, EntryParts.Client, new ArrayBufferWriter<byte>()));
        Assert.Equal(EntryParts.Actor | EntryParts.Client | EntryParts.Content, Encoded.View(Erase(once, EntryParts.Content)).Erased);
    }

    [Fact]
    public void Any_parts_erased_in_any_order_leave_the_fact_and_its_digest_right()
    {
        Gen<EntryParts[]> orders = Gen.Shuffle(EachPart).SelectMany(order => Gen.Int[1, 4].Select(count => order[..count]));
        Gen.Select(SomeEvents.Any, orders).Sample((item, order) =>
        {
            JournalEntry entry = Encoded.Entry(item);
            JournalEntry erased = order.Aggregate(entry, Erase);

            Assert.True(DetailDigest.Holds(entry.Fact.Span, erased.Detail.Span));
            Assert.Equal(EntryEncoderTests.DigestOf(entry), PlainCommitment.Compute(Encoded.Detail(erased)));
            Assert.Equal(Erase(entry, order.Aggregate((a, b) => a | b)).Detail.ToArray(), erased.Detail.ToArray());
        }, iter: 300);
    }

    [Fact]
    public void What_is_left_is_read_as_before() =>
        Gen.Select(SomeEvents.Audit, Gen.Int[0, 15]).Sample((item, bits) =>
        {
            var parts = (EntryParts)bits;
            EntryView view = Encoded.View(Erase(Encoded.Entry(item), parts));
            var read = (AuditEvent)view.ToRecorded("here").Event;

            Assert.Equal((parts & EntryParts.Actor) == 0 ? item.UserId : null, read.UserId);
            Assert.Equal((parts & EntryParts.Client) == 0 ? item.UserAgent : null, read.UserAgent);
            Assert.Equal((parts & EntryParts.Subject) == 0 ? item.SubjectIds : [], read.SubjectIds);
            Assert.Equal((parts & EntryParts.Content) == 0 ? item.ErrorMessage : null, read.ErrorMessage);
            Assert.Equal(item.Action, read.Action);
        }, iter: 300);

    [Fact]
    public void A_changed_detail_does_not_hold()
    {
        JournalEntry entry = Encoded.Entry(Whole);
        foreach (JournalEntry one in (JournalEntry[])[entry, Erase(entry, EntryParts.Actor), Erase(entry, EntryParts.All)])
        {
            Assert.True(DetailDigest.Holds(one.Fact.Span, one.Detail.Span));
            byte[] detail = one.Detail.ToArray();
            int refused = 0;
            for (int i = 0; i < detail.Length; i++)
            {
                detail[i] ^= 1;
                try
                {
                    Assert.False(DetailDigest.Holds(one.Fact.Span, detail));
                }
                catch (EntryFormatException)
                {
                    refused++;
                }

                detail[i] ^= 1;
            }

            Assert.InRange(refused, 1, detail.Length);
        }
    }

    [Fact]
    public void The_detail_of_another_entry_does_not_hold() =>
        Assert.False(DetailDigest.Holds(Encoded.Entry(Whole).Fact.Span, Encoded.Entry(Whole).Detail.Span));

    [Theory]
    [InlineData("""{"salt":"SALT","salts":{"actor":"SALT"}}""")]
    [InlineData("""{"actor":{"user_id":"x"}}""")]
    [InlineData("""{"erased":{"actor":"DIGEST"},"salt":"SALT"}""")]
    [InlineData("""{"client":{"user_agent":"x"},"erased":{"actor":"DIGEST"}}""")]
    [InlineData("""{"actor":{"user_id":"x"},"erased":{"actor":"DIGEST"},"salts":{"actor":"SALT"}}""")]
    [InlineData("""{"erased":{"actor":"DIGEST"},"salts":{"client":"SALT"}}""")]
    [InlineData("""{"erased":{},"salt":"SALT"}""")]
    [InlineData("""{"salt":"AAAAAAAAAAAAAAAAAAAAAB"}""")]
    [InlineData("""{"salt":"AAAAAAAAAAAAAAAAAAAAA"}""")]
    [InlineData("""{"salt":"AAAAAAAAAAAAAAAAAAAAA="}""")]
    [InlineData("""{"actor":[],"salt":"SALT"}""")]
    [InlineData("""{"actor":{},"salt":"SALT"}""")]
    [InlineData("""{"salt":"SALT"} """)]
    [InlineData("""{"salt":"SALT","actor":{"user_id":"x"}}""")]
    [InlineData("")]
    public void What_is_no_detail_is_refused(string detail)
    {
        string whole = detail
            .Replace("SALT", new string('A', 22), StringComparison.Ordinal)
            .Replace("DIGEST", new string('A', 43), StringComparison.Ordinal);
        var output = new ArrayBufferWriter<byte>();

        Assert.Throws<EntryFormatException>(() => DetailEraser.Erase(Encoding.UTF8.GetBytes(whole), EntryParts.All, output));
    }

    [Fact]
    public void Mutated_details_are_erased_or_refused_and_nothing_else() =>
        Gen.Select(SomeEvents.Any, Gen.Int, Gen.Int[1, 3]).Sample((item, seed, changes) =>
        {
            JournalEntry entry = Encoded.Entry(item);
            byte[] detail = Mutated.Bytes(Erase(entry, (EntryParts)(seed & 7)).Detail.Span, new Random(seed), changes);
            try
            {
                DetailDigest.Holds(entry.Fact.Span, detail);
                DetailEraser.Erase(detail, EntryParts.Content, new ArrayBufferWriter<byte>());
            }
            catch (EntryFormatException)
            {
            }
        }, iter: 3000);
}
