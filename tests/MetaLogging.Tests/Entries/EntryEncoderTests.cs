using System.Text.Json.Nodes;
using CsCheck;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Tests.Support;
using Xunit;

namespace MetaLogging.Tests.Entries;

public sealed class EntryEncoderTests
{
    static readonly Guid Id = Guid.Parse("0198A0B0-C0D0-7E0F-8000-0123456789AB");

    static readonly AuditEvent Own = new() { Action = "metalog.erase", ResourceType = "log" };

    static EntryStamp Stamp => new(Id, 1_793_000_000_120_000_000, "key/7", "shop");

    [Fact]
    public void The_fact_is_canonical_and_holds_nothing_of_a_person()
    {
        JournalEntry entry = Encoded.Entry(
            new AuditEvent
            {
                Action = "update_profile",
                ResourceType = "user",
                ResourceId = "user456",
                UserId = "user123",
                IpAddress = "192.168.1.1",
                UserAgent = "Mozilla/5.0",
                PrivacyImpact = true,
                DataCategories = ["personal_info"],
                AdditionalData = new JsonObject { ["field"] = "email" },
            },
            Stamp);

        string detail = DigestOf(entry);
        Assert.Equal(
            $$"""
            {"action":"update_profile","data_categories":["personal_info"],"detail":"{{detail}}",
            "id":"0198a0b0-c0d0-7e0f-8000-0123456789ab","kind":"audit_event","privacy_impact":true,
            "recorded_at":"2026-10-26T07:33:20.12Z","recorded_by":"key/7","resource_type":"user","source":"shop",
            "success":true,"timestamp":"2026-10-26T07:33:20.12Z","v":1}
            """.ReplaceLineEndings(""),
            Encoded.Fact(entry));
    }

    [Fact]
    public void The_detail_has_four_parts_and_a_salt()
    {
        JournalEntry entry = Encoded.Entry(
            new AuditEvent
            {
                Action = "update_profile",
                ResourceType = "user",
                ResourceId = "user456",
                UserId = "user123",
                IpAddress = "::ffff:192.168.1.1",
                ErrorMessage = "line\nbreak",
                Changes = [new FieldChange("email", "a@b", null)],
            },
            Stamp);

        string detail = Encoded.Detail(entry);
        string salt = JsonNode.Parse(detail)!["salt"]!.GetValue<string>();
        Assert.Equal(22, salt.Length);
        Assert.Equal(
            $$$"""
            {"actor":{"user_id":"user123"},"client":{"ip_address":"192.168.1.1"},"content":{"changes":[{"field":"email",
            "old":"a@b"}],"error_message":"line\nbreak"},"salt":"{{{salt}}}","subject":{"resource_id":"user456"}}
            """.ReplaceLineEndings(""),
            detail);
    }

    [Fact]
    public void The_fact_commits_to_the_detail_by_the_rule_of_the_design() =>
        SomeEvents.Any.Array[1, 40].Sample(items =>
        {
            foreach (JournalEntry entry in Encoded.Entries(items.Select(item => (item, Encoded.Stamp()))))
            {
                Assert.Equal(PlainCommitment.Compute(Encoded.Detail(entry)), DigestOf(entry));
            }
        }, iter: 100);

    [Fact]
    public void Salts_are_never_used_twice()
    {
        JournalEntry[] entries = Encoded.Entries(Enumerable.Range(0, 1000).Select(_ => ((TrailEvent)Some.SystemEvent(), Encoded.Stamp())));

        Assert.Equal(1000, entries.Select(entry => JsonNode.Parse(entry.Detail.Span)!["salt"]!.GetValue<string>()).Distinct().Count());
    }

    [Fact]
    public void Defaults_are_not_written()
    {
        FailedLoginAttempt item = Some.FailedLogin() with { AttemptCount = 1, RepeatCount = 1, RiskScore = -0.0, IsBlocked = false };
        JournalEntry entry = Encoded.Entry(item, Stamp);

        Assert.Equal(
            $$"""
            {"detail":"{{DigestOf(entry)}}","failure_reason":"invalid_password",
            "id":"0198a0b0-c0d0-7e0f-8000-0123456789ab","kind":"failed_login","recorded_at":"2026-10-26T07:33:20.12Z",
            "recorded_by":"key/7","source":"shop","timestamp":"2026-10-26T07:33:20.12Z","v":1}
            """.ReplaceLineEndings(""),
            Encoded.Fact(entry));
    }

    [Fact]
    public void What_enrichment_found_stands_apart_from_what_the_caller_said()
    {
        var assessment = new Assessment(0.75, "FR", true, ["many \"tries\""]);
        JournalEntry entry = Encoded.Entry(
            Some.FailedLogin() with { RiskScore = 0.25, Country = "de" }, Stamp with { Assessment = assessment });

        const string Begin = """{"assessed_block":true,"assessed_country":"FR","assessed_risk":0.75,"country":"DE",""";
        Assert.StartsWith(Begin, Encoded.Fact(entry), StringComparison.Ordinal);
        Assert.Contains("""content":{"reasons":["many \"tries\""]}""", Encoded.Detail(entry), StringComparison.Ordinal);
    }

    [Fact]
    public void An_order_is_written_into_the_fact_and_marked()
    {
        var order = new EraseOrder([new SequenceRange(3, 9), new SequenceRange(12, 13)], EntryParts.Client | EntryParts.Actor, "request-7");
        JournalEntry entry = Encoded.Entry(Own, Stamp with { Order = order });

        const string Log = ""","log":{"erase":[[3,9],[12,13]],"parts":["actor","client"],"rule":"request-7"},""";
        Assert.Contains(Log, Encoded.Fact(entry), StringComparison.Ordinal);
        var read = Assert.IsType<EraseOrder>(Encoded.View(entry).Order);
        Assert.Equal(order.Ranges, read.Ranges);
        Assert.Equal((order.Parts, order.Rule), (read.Parts, read.Rule));
    }

    [Fact]
    public void Every_kind_of_order_is_read_back()
    {
        foreach (LogOrder order in (LogOrder[])[new DropOrder(1234567890123), new ClockStep(-75.5), new KeyOrder("shop+0a1b2c3d+AQ==", "c2ln")])
        {
            JournalEntry entry = Encoded.Entry(Own, Stamp with { Order = order });

            Assert.Equal(order, Encoded.View(entry).Order);
        }
    }

    [Fact]
    public void An_order_for_another_key_is_written_with_its_members_in_order()
    {
        JournalEntry entry = Encoded.Entry(Own, Stamp with { Order = new KeyOrder("shop+0a1b2c3d+AQ==", "c2ln") });

        Assert.Contains(""","log":{"key":"shop+0a1b2c3d+AQ==","signature":"c2ln"},""", Encoded.Fact(entry), StringComparison.Ordinal);
        foreach (string wrong in (string[])["""{"key":"a"}""", """{"key":1,"signature":"b"}""", """{"key":"a","signature":"b","x":1}""", """{"signature":"b","key":"a"}"""])
        {
            string fact = Encoded.Fact(entry).Replace("""{"key":"shop+0a1b2c3d+AQ==","signature":"c2ln"}""", wrong, StringComparison.Ordinal);
            Assert.Throws<EntryFormatException>(() => Encoded.View(new JournalEntry(0, System.Text.Encoding.UTF8.GetBytes(fact), entry.Detail)));
        }
    }

    [Fact]
    public void A_fact_that_is_too_long_is_refused_and_leaves_the_batch_as_it_was()
    {
        var encoder = new EntryEncoder();
        SequenceRange[] ranges = [.. Enumerable.Range(0, 10_000).Select(i => new SequenceRange(i * 10, (i * 10) + 5))];
        var order = new EraseOrder(ranges, EntryParts.All, "large");
        encoder.Add(Some.AuditEvent(), Stamp);

        Assert.Throws<ArgumentException>(() => encoder.Add(Own, Stamp with { Order = order }));
        Assert.Throws<ArgumentException>(() => encoder.Add(Some.SystemEvent() with { Message = "\ud800" }, Stamp));

        encoder.Add(Some.SystemEvent(), Stamp);
        using EntryBatch batch = encoder.Complete();
        Assert.Equal(2, batch.Count);
        Assert.Equal(0, encoder.Count);
    }

    internal static string DigestOf(JournalEntry entry) => JsonNode.Parse(entry.Fact.Span)!["detail"]!.GetValue<string>();
}
