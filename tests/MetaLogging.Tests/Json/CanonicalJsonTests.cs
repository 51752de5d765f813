using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Tests.Support;
using MetaLogging.Validation;
using Xunit;

namespace MetaLogging.Tests.Json;

/// <summary>RFC 8785.</summary>
public sealed class CanonicalJsonTests
{
    static string Canonical(JsonNode? node)
    {
        var json = new CanonicalBuffer();
        CanonicalJson.Write(json, node);
        return Encoding.UTF8.GetString(json.Written);
    }

    static EventProblem Problem(JsonNode? node)
    {
        List<EventProblem> problems = [];
        var path = new JsonPath();
        path.Push("data");
        Assert.False(CanonicalJson.TryWrite(new CanonicalBuffer(), node, path, problems));
        return Assert.Single(problems);
    }

    static string Number(double value)
    {
        Span<byte> text = stackalloc byte[CanonicalNumber.LongestText];
        return Encoding.ASCII.GetString(text[..CanonicalNumber.Format(value, text)]);
    }

    [Fact]
    public void Section_3_2_2_the_sample_of_the_RFC()
    {
        var sample = new JsonObject
        {
            ["numbers"] = new JsonArray(333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001),
            ["string"] = "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\u002f",
            ["literals"] = new JsonArray(null, true, false),
        };

        Assert.Equal(
            """
            {"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],
            "string":"€$\u000f\nA'B\"\\\\\"/"}
            """.ReplaceLineEndings(""), Canonical(sample));
    }

    [Fact]
    public void Section_3_2_3_members_are_ordered_by_UTF16_code_units()
    {
        var sample = new JsonObject
        {
            ["\u20ac"] = "Euro Sign",
            ["\r"] = "Carriage Return",
            ["\ufb33"] = "Hebrew Letter Dalet With Dagesh",
            ["1"] = "One",
            ["\ud83d\ude00"] = "Emoji: Grinning Face",
            ["\u0080"] = "Control",
            ["\u00f6"] = "Latin Small Letter O With Diaeresis",
        };

        Assert.Equal(
            [
                "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face",
                "Hebrew Letter Dalet With Dagesh",
            ],
            JsonNode.Parse(Canonical(sample))!.AsObject().Select(member => member.Value!.GetValue<string>()));
    }

    [Theory]
    [InlineData("0000000000000000", "0")]
    [InlineData("8000000000000000", "0")]
    [InlineData("0000000000000001", "5e-324")]
    [InlineData("8000000000000001", "-5e-324")]
    [InlineData("7fefffffffffffff", "1.7976931348623157e+308")]
    [InlineData("ffefffffffffffff", "-1.7976931348623157e+308")]
    [InlineData("4340000000000000", "9007199254740992")]
    [InlineData("c340000000000000", "-9007199254740992")]
    [InlineData("4430000000000000", "295147905179352830000")]
    [InlineData("44b52d02c7e14af5", "9.999999999999997e+22")]
    [InlineData("44b52d02c7e14af6", "1e+23")]
    [InlineData("44b52d02c7e14af7", "1.0000000000000001e+23")]
    [InlineData("444b1ae4d6e2ef4e", "999999999999999700000")]
    [InlineData("444b1ae4d6e2ef4f", "999999999999999900000")]
    [InlineData("444b1ae4d6e2ef50", "1e+21")]
    [InlineData("3eb0c6f7a0b5ed8c", "9.999999999999997e-7")]
    [InlineData("3eb0c6f7a0b5ed8d", "0.000001")]
    [InlineData("41b3de4355555553", "333333333.3333332")]
    [InlineData("41b3de4355555554", "333333333.33333325")]
    [InlineData("41b3de4355555555", "333333333.3333333")]
    [InlineData("41b3de4355555556", "333333333.3333334")]
    [InlineData("41b3de4355555557", "333333333.33333343")]
    [InlineData("becbf647612f3696", "-0.0000033333333333333333")]
    [InlineData("43143ff3c1cb0959", "1424953923781206.2")]
    public void Appendix_B_numbers(string bits, string expected)
    {
        ulong read = ulong.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

        Assert.Equal(expected, Number(BitConverter.UInt64BitsToDouble(read)));
    }

    [Fact]
    public void Numbers_come_back_bit_by_bit() =>
        Gen.Double.Where(double.IsFinite).Sample(number => double.Parse(Number(number), CultureInfo.InvariantCulture) == number);

    [Fact]
    public void What_is_canonical_stays_as_it_is_and_means_the_same() =>
        SomeEvents.Json.Sample(node =>
        {
            string once = Canonical(node);
            JsonNode? read = JsonNode.Parse(once);

            Assert.Equal(once, Canonical(read));
            Assert.True(JsonNode.DeepEquals(node, read));
        });

    [Fact]
    public void Escapes_are_the_few_that_must_be()
    {
        string all = string.Concat(Enumerable.Range(0, 0x80).Select(c => (char)c));
        string canonical = Canonical(all);

        Assert.Equal(
            "\"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f"
            + "\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b\\u001c\\u001d\\u001e\\u001f"
            + " !\\\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\\\]^_`abcdefghijklmnopqrstuvwxyz{|}~\u007f\"",
            canonical);
    }

    [Fact]
    public void Text_is_the_same_wherever_its_special_characters_stand()
    {
        foreach (string special in (string[])["\"", "\\", "\n", "é", "漢", "😀", "\u007f", "\u001f"])
        {
            for (int length = 0; length < 70; length++)
            {
                for (int at = 0; at <= length; at++)
                {
                    string text = new string('x', at) + special + new string('y', length - at);
                    Assert.Equal(text, JsonNode.Parse(Canonical(text))!.GetValue<string>());
                }
            }
        }
    }

    public static TheoryData<JsonNode, string> DotNetValues => new()
    {
        { JsonValue.Create(7)!, "7" },
        { JsonValue.Create(-7L)!, "-7" },
        { JsonValue.Create((byte)7)!, "7" },
        { JsonValue.Create(9007199254740992L)!, "9007199254740992" },
        { JsonValue.Create(19.90m)!, "19.9" },
        { JsonValue.Create(0.1f)!, "0.1" },
        { JsonValue.Create(0.1)!, "0.1" },
        { JsonValue.Create(-0.0)!, "0" },
        { JsonValue.Create(1e300)!, "1e+300" },
        { JsonValue.Create('x')!, "\"x\"" },
        { JsonValue.Create("x")!, "\"x\"" },
        { JsonValue.Create(Guid.Empty)!, "\"00000000-0000-0000-0000-000000000000\"" },
        { JsonValue.Create(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc))!, "\"2026-01-02T03:04:05Z\"" },
        { JsonValue.Create(JsonElement.Parse("\"\\u0041\\u0042\""))!, "\"AB\"" },
        { JsonValue.Create(JsonElement.Parse("1.50"))!, "1.5" },
        { JsonValue.Create(EventLevel.Error)!, "3" },
        { JsonNode.Parse("[1e2,{\"b\":1,\"a\":[]}]")!, "[100,{\"a\":[],\"b\":1}]" },
    };

    [Theory]
    [MemberData(nameof(DotNetValues))]
    public void Values_of_any_type_of_NETs_are_written(JsonNode node, string expected) => Assert.Equal(expected, Canonical(node));

    public static TheoryData<JsonNode> InexactValues =>
    [
        JsonValue.Create(9007199254740993L)!,
        JsonValue.Create(long.MinValue)!,
        JsonValue.Create(ulong.MaxValue)!,
        JsonValue.Create(0.1234567890123456789m)!,
        JsonValue.Create(decimal.MaxValue)!,
        JsonValue.Create(1e16)!,
        JsonValue.Create(JsonElement.Parse("1e400"))!,
    ];

    [Theory]
    [MemberData(nameof(InexactValues))]
    public void Numbers_that_a_double_does_not_hold_are_problems(JsonNode node) =>
        Assert.Equal(new EventProblem("data[0]", ProblemText.NotExact), Problem(new JsonArray(node)));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void NaN_and_infinity_are_problems(double value)
    {
        var tree = new JsonObject { ["a"] = new JsonObject { ["b"] = value } };

        Assert.Equal(new EventProblem("data.a.b", ProblemText.NotFinite), Problem(tree));
    }

    [Fact]
    public void Lone_surrogates_are_problems()
    {
        Assert.Equal(new EventProblem("data.a", ProblemText.LoneSurrogate), Problem(new JsonObject { ["a"] = "x\ud800y" }));
        Assert.Equal(ProblemText.LoneSurrogateInName, Problem(new JsonObject { ["\udc00"] = 1 }).Message);
        var parsed = new JsonArray(JsonValue.Create(JsonElement.Parse("\"\\ud800\""))!);
        Assert.Equal(new EventProblem("data[0]", ProblemText.LoneSurrogate), Problem(parsed));
    }

    [Fact]
    public void A_tree_that_others_parsed_with_a_repeated_member_is_a_problem() =>
        Assert.Equal(new EventProblem("data", ProblemText.RepeatedInside), Problem(JsonNode.Parse("""{"a":1,"a":2}""")));

    [Fact]
    public void A_tree_that_is_too_deep_is_a_problem()
    {
        JsonNode tree = new JsonArray();
        for (int i = 0; i < 1000; i++)
        {
            tree = new JsonArray(tree);
        }

        Assert.Equal(ProblemText.TooDeep, Problem(tree).Message);
    }
}
