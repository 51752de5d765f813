using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Tests.Support;
using Xunit;

namespace MetaLogging.Tests.Entries;

public sealed class EntryViewTests
{
    [Fact]
    public void An_event_is_read_back_as_it_was_encoded() =>
        SomeEvents.Any.Sample(item =>
        {
            EntryStamp stamp = Encoded.Stamp();
            Recorded<TrailEvent> read = Encoded.View(Encoded.Entry(item, stamp)).ToRecorded("here");

            TrailEvent expected = item with
            {
                Id = stamp.Id,
                TimestampNanoseconds = item.TimestampNanoseconds ?? stamp.RecordedAtNanoseconds,
                Source = item.Source ?? stamp.Source,
            };
            Assert.Equal(Flat.Json(expected), Flat.Json(read.Event));
            Assert.Equal((stamp.Id, "here", 0L), (read.Id, read.Origin, read.Sequence));
            Assert.Equal((Encoded.RecordedAt, Encoded.RecordedBy), (read.RecordedAtNanoseconds, read.RecordedBy));
            Assert.Equal((EntryParts.None, false, Assessment.None), (read.Erased, read.IsOwn, read.Assessment));
        });

    [Fact]
    public void Texts_are_copied_out_without_their_escapes() =>
        SomeEvents.Text.Sample(text =>
        {
            EntryView view = Encoded.View(Encoded.Entry(Some.AuditEvent() with { ErrorMessage = text, SubjectIds = [text, "plain"] }));
            byte[] copy = new byte[view.ErrorMessage.MaxLength];
            int length = view.ErrorMessage.CopyTo(copy);

            Assert.Equal(text, Encoding.UTF8.GetString(copy, 0, length));
            Assert.Equal(text, view.SubjectIdAt(0).ToString());
            Assert.Equal("plain", view.SubjectIdAt(1).ToString());
            Assert.Equal(!view.ErrorMessage.Raw.Contains((byte)'\\'), view.ErrorMessage.IsPlain);
        });

    [Fact]
    public void An_absent_text_is_null_and_an_empty_one_is_empty()
    {
        EntryView view = Encoded.View(Encoded.Entry(Some.FailedLogin() with { Username = "", IpAddress = "" }));

        Assert.True(view.Username.IsPresent);
        Assert.Equal("", view.Username.ToString());
        Assert.False(view.UserAgent.IsPresent);
        Assert.Null(view.UserAgent.ToString());
    }

    [Fact]
    public void An_entry_of_which_only_the_fact_was_asked_for_is_read()
    {
        JournalEntry entry = Encoded.Entry(Some.AuditEvent());
        EntryView view = Encoded.View(entry with { Detail = default });

        Assert.Equal("update_profile", view.Action.ToString());
        Assert.False(view.UserId.IsPresent);
    }

    [Fact]
    public void An_event_of_the_trail_is_its_own()
    {
        Assert.True(Encoded.View(Encoded.Entry(new AuditEvent { Action = "metalog.start", ResourceType = "log" })).IsOwn);
        Assert.False(Encoded.View(Encoded.Entry(new AuditEvent { Action = "metalogs", ResourceType = "log" })).IsOwn);
    }

    [Theory]
    [InlineData("\"v\":1", "\"v\":2", "version 2")]
    [InlineData("\"v\":1", "\"v\":1,\"w\":1", "the member w")]
    [InlineData("\"success\":true", "\"success\":1", "success")]
    [InlineData("\"kind\":\"audit_event\"", "\"kind\":\"failed_login\"", "action")]
    [InlineData("\"kind\":\"audit_event\",", "", "kind")]
    [InlineData("\"action\":\"update_profile\",", "", "action")]
    [InlineData("Z\",\"v\":1", "\",\"v\":1", "timestamp")]
    [InlineData(",\"success\"", ", \"success\"", "fact")]
    [InlineData("\"success\":true", "\"success\":true,\"success\":true", "success")]
    public void A_fact_that_is_not_ours_is_refused_by_the_name_of_the_member(string ours, string theirs, string named)
    {
        JournalEntry entry = Encoded.Entry(Some.AuditEvent());
        string fact = Encoded.Fact(entry);
        Assert.Contains(ours, fact, StringComparison.Ordinal);

        var refused = Assert.Throws<EntryFormatException>(
            () => new EntryView().Read(entry with { Fact = Encoding.UTF8.GetBytes(fact.Replace(ours, theirs, StringComparison.Ordinal)) }));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"actor\":{\"user_id\":\"user123\"}", "\"actor\":{}")]
    [InlineData("\"user_id\"", "\"iris_scan\"")]
    [InlineData("\"salt\"", "\"pepper\"")]
    [InlineData("\"salt\":\"", "\"salt\":\"A")]
    [InlineData("{\"actor\"", "{\"Actor\"")]
    public void A_detail_that_is_not_ours_is_refused(string ours, string theirs)
    {
        JournalEntry entry = Encoded.Entry(Some.AuditEvent());
        string detail = Encoded.Detail(entry);
        Assert.Contains(ours, detail, StringComparison.Ordinal);

        byte[] changed = Encoding.UTF8.GetBytes(detail.Replace(ours, theirs, StringComparison.Ordinal));
        Assert.Throws<EntryFormatException>(() => new EntryView().Read(entry with { Detail = changed }));
    }

    [Fact]
    public void Mutated_bytes_are_read_or_refused_and_nothing_else()
    {
        Gen<(TrailEvent Item, int Seed, int Changes)> cases = Gen.Select(SomeEvents.Any, Gen.Int, Gen.Int[1, 4]);
        cases.Sample(one =>
        {
            JournalEntry entry = Encoded.Entry(one.Item);
            var random = new Random(one.Seed);
            byte[] fact = Mutated.Bytes(entry.Fact.Span, random, one.Changes);
            byte[] detail = Mutated.Bytes(entry.Detail.Span, random, one.Changes);
            var view = new EntryView();
            try
            {
                view.Read(new JournalEntry(7, fact, detail));
                view.ToRecorded("here");
            }
            catch (EntryFormatException e)
            {
                Assert.DoesNotContain('"', e.Message);
            }
        }, iter: 5000);
    }

    [Fact]
    public void Every_prefix_of_an_entry_is_refused()
    {
        var data = new JsonObject { ["a"] = new JsonArray(1.5, null, "x\n") };
        JournalEntry entry = Encoded.Entry(Some.AuditEvent() with { AdditionalData = data });
        for (int length = 0; length < entry.Fact.Length; length++)
        {
            Assert.Throws<EntryFormatException>(() => new EntryView().Read(entry with { Fact = entry.Fact[..length] }));
        }

        for (int length = 1; length < entry.Detail.Length; length++)
        {
            Assert.Throws<EntryFormatException>(() => new EntryView().Read(entry with { Detail = entry.Detail[..length] }));
        }
    }
}
