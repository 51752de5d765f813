using System.Text;
using System.Text.Json.Nodes;
using CsCheck;

using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Tests.Support;
using MetaLogging.Validation;
using Xunit;

namespace MetaLogging.Tests.Json;

public sealed class EventReaderTests
{
    static TrailEvent Read(string json, EventKind? expected = null)
    {
        List<EventProblem> problems = [];
        bool isRead = EventReader.TryRead(Encoding.UTF8.GetBytes(json), expected, problems, out TrailEvent? item);
        Assert.Empty(problems);
        Assert.True(isRead);
        return item!;
    }

    [Fact]
    public void What_is_written_is_read_back() =>
        SomeEvents.Any.Sample(item => Assert.Equal(Flat.Json(item), Flat.Json(Read(Flat.Json(item)))));

    [Fact]
    public void Events_that_are_valid_are_taken() =>
        SomeEvents.Any.Sample(item =>
        {
            List<EventProblem> problems = [];
            EventValidator.Validate(Read(Flat.Json(item)), long.MaxValue / 2, problems);
            Assert.Empty(problems);
        });

    [Fact]
    public void The_kind_may_be_left_out_where_it_is_known()
    {
        var item = Assert.IsType<SystemEvent>(Read("""{"level":"Warning","component":"db","message":"slow"}""", EventKind.SystemEvent));

        Assert.Equal(EventLevel.Warning, item.Level);
    }

    [Fact]
    public void Null_is_the_same_as_absent()
    {
        var item = Assert.IsType<AuditEvent>(Read(
            """
            {"kind":"audit_event","action":"a","resource_type":"b",
            "success":null,"data_categories":null,"timestamp":null,"additional_data":null}
            """));

        Assert.Equal(Flat.Json(new AuditEvent { Action = "a", ResourceType = "b" }), Flat.Json(item));
    }

    [Fact]
    public void White_space_and_a_byte_order_mark_are_passed_over() =>
        Assert.IsType<AuditEvent>(Read(
            "\ufeff \t\r\n{ \"kind\" : \"audit_event\" , \"action\" : \"a\" ,\n\"resource_type\" : \"b\" } \r\n"));

    [Fact]
    public void Times_keep_their_nanoseconds()
    {
        Assert.Equal(1_793_000_000_123_456_789, At("2026-10-26T07:33:20.123456789Z"));
        Assert.Equal(1_793_000_000_100_000_000, At("2026-10-26T09:33:20.1+02:00"));
        Assert.Equal(1_793_000_000_000_000_000, At("2026-10-26t02:03:20-05:30"));
        Assert.Equal(0, At("1970-01-01T00:00:00z"));

        static long? At(string time) =>
            Read($$"""{"kind":"audit_event","action":"a","resource_type":"b","timestamp":"{{time}}"}""").TimestampNanoseconds;
    }

    [Fact]
    public void A_count_may_be_spelled_in_any_way()
    {
        const string Json = """{"username":"","ip_address":"","failure_reason":"unknown","attempt_count":3.0,"repeat_count":2e1}""";
        var item = Assert.IsType<FailedLoginAttempt>(Read(Json, EventKind.FailedLogin));

        Assert.Equal((3, 20), (item.AttemptCount, item.RepeatCount));
    }

    [Theory]
    [InlineData("19.90", "19.9")]
    [InlineData("1E2", "100")]
    [InlineData("-0", "0")]
    [InlineData("-0.0e5", "0")]
    [InlineData("9007199254740992", "9007199254740992")]
    [InlineData("1e21", "1e+21")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("0.0000001", "1e-7")]
    [InlineData("12345678901234567e-20", "0.00012345678901234567")]
    [InlineData("5e-324", "5e-324")]
    public void Values_are_kept_and_not_their_spellings(string sent, string kept)
    {
        TrailEvent item = Read($$"""{"kind":"audit_event","action":"a","resource_type":"b","additional_data":{"n":{{sent}} } }""");

        Assert.Equal($$"""{"n":{{kept}}}""", Encoding.UTF8.GetString(Encoded.View(Encoded.Entry(item)).AdditionalDataJson));
    }

    [Theory]
    [InlineData("'; DROP TABLE audit_events; --")]
    [InlineData("one\r\ntwo\n\tthree")]
    [InlineData("😀👨‍👩‍👧🇩🇪")]
    [InlineData("\u202eright to left\u202c \u200f \u2066")]
    [InlineData("\0\u0001\u001f\u007f\u0080")]
    [InlineData("\u2028\u2029\ufeff\uffff")]
    public void Hostile_text_comes_back_exactly(string text)
    {
        string json = new JsonObject
        {
            ["kind"] = "audit_event",
            ["action"] = "a",
            ["resource_type"] = "b",
            ["user_id"] = text,
            ["error_message"] = text,
            ["additional_data"] = new JsonObject { [text] = new JsonArray(text) },
            ["changes"] = new JsonArray(new JsonObject { ["field"] = text, ["old"] = text }),
        }.ToJsonString();

        var item = (AuditEvent)Encoded.View(Encoded.Entry(Read(json))).ToRecorded("here").Event;

        Assert.Equal(text, item.UserId);
        Assert.Equal(text, item.ErrorMessage);
        Assert.Equal(text, item.AdditionalData![text]![0]!.GetValue<string>());
        Assert.Equal((text, text), (item.Changes[0].Field, item.Changes[0].Old!.GetValue<string>()));
    }

    [Fact]
    public void Sixty_KiB_of_data_come_back_exactly()
    {
        string text = string.Concat(Enumerable.Range(0, 61_440).Select(i => (char)('a' + (i % 26))));
        TrailEvent item = Read($$"""{"kind":"audit_event","action":"a","resource_type":"b","additional_data":{"data":"{{text}}"} }""");
        List<EventProblem> problems = [];
        EventValidator.Validate(item, long.MaxValue / 2, problems);

        Assert.Empty(problems);
        Assert.Equal(text, Encoded.View(Encoded.Entry(item)).ToRecorded("here").Event.AdditionalData!["data"]!.GetValue<string>());
    }

    [Fact]
    public void An_empty_object_is_kept()
    {
        TrailEvent item = Some.AuditEvent() with { AdditionalData = [] };

        Assert.Equal("{}", Encoding.UTF8.GetString(Encoded.View(Encoded.Entry(item)).AdditionalDataJson));
    }
}
