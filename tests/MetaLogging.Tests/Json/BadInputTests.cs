using System.Text;
using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Tests.Support;
using MetaLogging.Validation;
using Xunit;

namespace MetaLogging.Tests.Json;

/// <summary>Each bad input gets its own clear answer, which names the field and never its value.</summary>
public sealed class BadInputTests
{
    const string Now = "2026-11-23T12:00:00Z";

    static byte[] With(string member) =>
        Encoding.UTF8.GetBytes($$"""{"kind":"audit_event","action":"read","resource_type":"file",{{member}}}""");

    static byte[] FailedLogin(string member) =>
        Encoding.UTF8.GetBytes($$"""{"kind":"failed_login","username":"","ip_address":"","failure_reason":"unknown",{{member}}}""");

    static EventProblem[] Problems(ReadOnlySpan<byte> json, EventKind? expected = null)
    {
        List<EventProblem> problems = [];
        if (EventReader.TryRead(json, expected, problems, out TrailEvent? item))
        {
            TimestampText.Parse(Encoding.UTF8.GetBytes(Now), out long now);
            EventValidator.Validate(item!, now, problems);
        }
        else
        {
            Assert.NotEmpty(problems);
            Assert.Null(item);
        }

        return [.. problems];
    }

    static void Refused(ReadOnlySpan<byte> json, string field, string saying)
    {
        EventProblem problem = Assert.Single(Problems(json));
        Assert.Equal(field, problem.Field);
        Assert.Contains(saying, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hello", "not JSON at byte 0")]
    [InlineData("{\"kind\":\"audit_event\",}", "not JSON at byte 22")]
    [InlineData("{\"kind\":\"audit_event\"", "ends at byte 21")]
    [InlineData("", "empty")]
    [InlineData("  \n", "empty")]
    [InlineData("[1,2]", "not a JSON object")]
    [InlineData("null", "not a JSON object")]
    public void What_is_not_JSON(string json, string saying) => Refused(Encoding.UTF8.GetBytes(json), "", saying);

    [Theory]
    [InlineData(" {}")]
    [InlineData("x")]
    [InlineData("\0")]
    public void Something_behind_the_end(string garbage) =>
        Refused([.. With("\"success\":true"), .. Encoding.UTF8.GetBytes(garbage)], "", "is followed by something else at byte");

    [Fact]
    public void JSON_that_breaks_off_inside_a_field_names_it() =>
        Refused(With("\"additional_data\":{\"a\":[1,}"), "additional_data.a", "not JSON at byte");

    [Fact]
    public void A_missing_kind() => Refused("""{"action":"read","resource_type":"file"}"""u8, "kind", "is missing");

    [Fact]
    public void An_unknown_kind() => Refused("""{"kind":"login","action":"read","resource_type":"file"}"""u8, "kind", "is none of");

    [Fact]
    public void A_kind_that_is_not_the_expected_one()
    {
        EventProblem[] problems = Problems(
            """{"kind":"audit_event","level":"INFO","component":"c","message":"m"}"""u8, EventKind.SystemEvent);

        Assert.Equal("kind", Assert.Single(problems).Field);
    }

    [Fact]
    public void An_unknown_field() => Refused(With("\"iris_scan\":\"…\""), "iris_scan", "not a member");

    [Theory]
    [InlineData("recorded_at")]
    [InlineData("sequence")]
    [InlineData("assessed_risk")]
    [InlineData("log")]
    [InlineData("v")]
    public void A_field_that_is_the_trails_own(string field) => Refused(With($"\"{field}\":1"), field, "not a member");

    [Fact]
    public void A_field_of_another_kind() => Refused(With("\"username\":\"root\""), "username", "not a member of audit_event");

    [Theory]
    [InlineData("user_id", "7", "not a string")]
    [InlineData("success", "\"true\"", "not true or false")]
    [InlineData("data_categories", "\"a\"", "not a JSON array")]
    [InlineData("additional_data", "[]", "not a JSON object")]
    [InlineData("changes", "{}", "not a JSON array")]
    [InlineData("id", "\"7\"", "not a UUID")]
    [InlineData("phase", "\"Intent\"", "intent or outcome")]
    public void A_wrong_type(string field, string value, string saying) => Refused(With($"\"{field}\":{value}"), field, saying);

    [Theory]
    [InlineData("attempt_count", "1.5")]
    [InlineData("attempt_count", "-1")]
    [InlineData("attempt_count", "2147483648")]
    [InlineData("repeat_count", "\"3\"")]
    [InlineData("repeat_count", "0")]
    public void A_count_that_is_none(string field, string value) =>
        Assert.Equal(field, Assert.Single(Problems(FailedLogin($"\"{field}\":{value}"))).Field);

    [Theory]
    [InlineData("action", """{"kind":"audit_event","resource_type":"file"}""")]
    [InlineData("action", """{"kind":"audit_event","action":null,"resource_type":"file"}""")]
    [InlineData("resource_type", """{"kind":"audit_event","action":"read"}""")]
    public void A_missing_field(string field, string json) => Refused(Encoding.UTF8.GetBytes(json), field, "is missing");

    [Fact]
    public void Every_missing_field_is_named()
    {
        Assert.Equal(["username", "ip_address", "failure_reason"], Fields("""{"kind":"failed_login"}"""u8));
        Assert.Equal(["level", "component", "message"], Fields("""{"kind":"system_event"}"""u8));

        static HashSet<string> Fields(ReadOnlySpan<byte> json) => [.. Problems(json).Select(problem => problem.Field)];
    }

    [Fact]
    public void An_id_that_is_too_long() => Refused(With($"\"user_id\":\"{new string('x', 513)}\""), "user_id", "more than 512 characters");

    [Fact]
    public void An_event_that_is_too_long() => Refused(With($"\"additional_data\":{{\"a\":\"{new string('x', 65_536)}\"}}"), "", "64 KiB");

    [Theory]
    [InlineData("1")]
    [InlineData("0x7f.1")]
    [InlineData("127.1")]
    [InlineData("256.0.0.1")]
    [InlineData("192.168.001.1")]
    [InlineData("192.168.1.1:80")]
    [InlineData("[::1]")]
    [InlineData("fe80::1%eth0")]
    [InlineData("::1/64")]
    [InlineData("1::2::3")]
    [InlineData("12345::")]
    [InlineData("localhost")]
    [InlineData(" 10.0.0.1")]
    [InlineData("")]
    public void An_address_that_is_none(string address) =>
        Refused(With($"\"ip_address\":\"{address}\""), "ip_address", "not an IPv4 or IPv6 address");

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    public void A_number_that_is_none(string literal)
    {
        Refused(FailedLogin($"\"risk_score\":{literal}"), "risk_score", "NaN or infinite");
        Refused(With($"\"additional_data\":{{\"a\":{{\"b\":{literal}}}}}"), "additional_data.a.b", "NaN or infinite");
    }

    [Theory]
    [InlineData("2026-11-23T12:00:00", "has no zone")]
    [InlineData("2026-11-23T12:00:00.123", "has no zone")]
    [InlineData("yesterday", "is not a time")]
    [InlineData("2026-13-01T00:00:00Z", "is not a time")]
    [InlineData("2026-02-29T00:00:00Z", "is not a time")]
    [InlineData("2026-11-23 12:00:00Z", "is not a time")]
    [InlineData("2026-11-23", "is not a time")]
    [InlineData("2026-11-23T12:00:00+0100", "is not a time")]
    [InlineData("2026-11-23T12:00:00.1234567891Z", "more than nine digits")]
    [InlineData("2026-11-23T12:05:00.000000001Z", "five minutes in the future")]
    [InlineData("9999-01-01T00:00:00Z", "five minutes in the future")]
    [InlineData("1969-12-31T23:59:59.999999999Z", "before 1970")]
    [InlineData("0001-01-01T00:00:00Z", "before 1970")]
    public void A_time_that_is_none(string time, string saying) => Refused(With($"\"timestamp\":\"{time}\""), "timestamp", saying);

    [Fact]
    public void A_time_that_is_a_number() => Refused(With("\"timestamp\":1790000000"), "timestamp", "not a string");

    [Fact]
    public void Text_that_is_not_UTF8_names_its_field()
    {
        Refused(Bad("\"error_message\":\"?\""), "error_message", "not valid UTF-8");
        Refused(Bad("\"additional_data\":{\"a\":[1,\"?\"]}"), "additional_data.a[1]", "not valid UTF-8");

        static byte[] Bad(string member) => [.. With(member).Select(b => b == '?' ? (byte)0xFF : b)];
    }

    [Fact]
    public void A_binary_file_is_not_JSON()
    {
        byte[] binary = new byte[1000];
        new Random(1).NextBytes(binary);

        Assert.All(Problems(binary), problem => Assert.Equal("", problem.Field));
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\udc00")]
    [InlineData("\\ud800\\ud800")]
    [InlineData("\\udc00\\ud800")]
    [InlineData("\\ud800x\\udc00")]
    [InlineData("\\uD83D\\n")]
    public void A_lone_surrogate(string escape)
    {
        Refused(With($"\"user_name\":\"{escape}\""), "user_name", "surrogate");
        Refused(With($"\"additional_data\":{{\"a\":{{\"b\":\"{escape}\"}}}}"), "additional_data.a.b", "surrogate");
        EventProblem inName = Assert.Single(Problems(With($"\"additional_data\":{{\"{escape}\":1}}")));
        Assert.Contains("surrogate", inName.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_surrogate_pair_is_one_character()
    {
        Assert.Empty(Problems(With("\"user_name\":\"\\ud83d\\ude00\\\\ud800\"")));
    }

    [Fact]
    public void Thirty_three_levels()
    {
        Assert.Empty(Problems(With(Nested(30))));
        string deepest = "additional_data" + string.Concat(Enumerable.Repeat(".a", 31));
        Refused(With(Nested(31)), deepest, "32 levels");
        Refused(With(Nested(10_000)), deepest, "32 levels");

        // The event is the first level and additional_data the second.
        static string Nested(int below) =>
            $"\"additional_data\":{string.Concat(Enumerable.Repeat("{\"a\":", below))}{{}}{new string('}', below)}";
    }

    [Theory]
    [InlineData("\"success\":true,\"success\":true", "success")]
    [InlineData("\"success\":null,\"succes\\u0073\":true", "success")]
    [InlineData("\"additional_data\":{\"a\":{\"b\":1,\"c\":2,\"b\":3}}", "additional_data.a.b")]
    [InlineData("\"additional_data\":{\"a\":[{\"b\":1,\"\\u0062\":3}]}", "additional_data.a[0].b")]
    [InlineData("\"changes\":[{\"field\":\"a\",\"old\":1,\"old\":2}]", "changes[0].old")]
    [InlineData("\"changes\":[{\"field\":\"a\"},{\"field\":\"b\",\"new\":{\"x\":1,\"x\":2}}]", "changes[1].new.x")]
    public void A_member_given_twice(string members, string field) => Refused(With(members), field, "more than once");

    [Fact]
    public void A_member_given_twice_among_thousands()
    {
        string members = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"m{i}\":{i}"));

        Refused(With($"\"additional_data\":{{{members},\"m4321\":0}}"), "additional_data.m4321", "more than once");
    }

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("9007199254740994")]
    [InlineData("-9007199254740993")]
    [InlineData("9223372036854775807")]
    [InlineData("1234567890123456789012345678901234567890")]
    [InlineData("100000000000000000000")]
    [InlineData("0.12345678901234567")]
    [InlineData("3.141592653589793238")]
    [InlineData("333333333.33333329")]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("1e-400")]
    [InlineData("123456789012345678e-10")]
    public void A_number_that_a_double_does_not_hold(string number)
    {
        Refused(With($"\"additional_data\":{{\"a\":{number}}}"), "additional_data.a", "send it as a string");
        Refused(With($"\"changes\":[{{\"field\":\"f\",\"new\":[{number}]}}]"), "changes[0].new[0]", "send it as a string");
    }

    [Theory]
    [InlineData("operation_id", "two words")]
    [InlineData("operation_id", "jane@example.org")]
    [InlineData("source", "naïve")]
    [InlineData("operation_id", "")]
    [InlineData("source", "a\\nb")]
    [InlineData("tenant_id", "x y")]
    public void A_name_that_is_none(string field, string name) =>
        Refused(With($"\"{field}\":\"{name}\""), field, "belongs into error_message or additional_data");

    [Fact]
    public void A_name_of_the_trails_own_events() =>
        Refused("""{"kind":"audit_event","action":"metalog.start","resource_type":"log"}"""u8, "action", "the trail's own");

    [Fact]
    public void A_name_that_is_too_long() => Refused(With($"\"tenant_id\":\"{new string('t', 129)}\""), "tenant_id", "is not a name");

    [Theory]
    [InlineData("two words")]
    [InlineData("jane@example.org")]
    public void An_action_that_is_none(string action) =>
        Refused(
            Encoding.UTF8.GetBytes($$"""{"kind":"audit_event","action":"{{action}}","resource_type":"file"}"""), "action", "is not a name");

    [Fact]
    public void Several_problems_are_all_named()
    {
        EventProblem[] problems = Problems(With(
            """
            "user_id":1,"nonsense":{"a":[]},"additional_data":{"a":1e400,"b":"\ud800"},"timestamp":"now","changes":[{"old":1}]
            """));

        Assert.Equal(
            ["user_id", "nonsense", "additional_data.a", "additional_data.b", "timestamp", "changes[0].field"],
            problems.Select(problem => problem.Field));
    }

    [Fact]
    public void Names_of_fields_are_cut_and_cleaned_before_they_are_shown()
    {
        EventProblem problem = Assert.Single(Problems(With($"\"{new string('x', 1000)}\\u0007\":1")));

        Assert.Equal(65, problem.Field.Length);
        Assert.Equal("a\ufffdb", Assert.Single(Problems(With("\"a\\u0007b\":1"))).Field);
    }

    [Fact]
    public void Values_are_never_repeated_in_problems()
    {
        const string Secret = "hunter2";
        byte[] json = With(
            $"""
            "user_id":["{Secret}"],"ip_address":"{Secret}","timestamp":"{Secret}","id":"{Secret}","phase":"{Secret}","changes":["{Secret}"]
            """);

        Assert.All(Problems(json), problem => Assert.DoesNotContain(Secret, problem.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Mutated_JSON_is_read_or_refused_and_nothing_else() =>
        CsCheck.Check.Sample(CsCheck.Gen.Select(SomeEvents.Any, CsCheck.Gen.Int, CsCheck.Gen.Int[1, 4]), one =>
        {
            byte[] json = Mutated.Bytes(Encoding.UTF8.GetBytes(Flat.Json(one.Item1)), new Random(one.Item2), one.Item3);

            Problems(json);
        }, iter: 5000);
}
