using System.Diagnostics;
using System.Text.Json.Nodes;
using CsCheck;
using MetaLogging.InfluxDb.Asking;
using MetaLogging.InfluxDb.Flux;
using MetaLogging.InfluxDb.Points;
using MetaLogging.InfluxDb.Tests.Support;
using MetaLogging.InfluxDb.Writing;
using MetaLogging.Queries;

namespace MetaLogging.InfluxDb.Tests.Flux;

/// <summary>By the vendor's own parser and type checker, and not by a running 2.x.</summary>
public sealed class FluxQueryTests(FluxParser parser)
{
    static readonly Gen<Func<string, PointQuestion, FluxText>> Query =
        from newestFirst in Gen.Bool
        from most in SomeQuestions.OneOf(1L, 50L, long.MaxValue)
        from which in Gen.Int[0, 7]
        from fields in Gen.Int[0, 40].Array[1, 4]
        from slot in SomeQuestions.OneOf(TimeSpan.FromDays(1), TimeSpan.FromMinutes(15), TimeSpan.FromTicks(1))
        select new Func<string, PointQuestion, FluxText>((bucket, question) => Make(
            new(bucket), question, newestFirst ? QueryOrder.NewestFirst : QueryOrder.OldestFirst, most, which, fields, slot));

    [Fact]
    public Task Every_query_parses_and_type_checks_and_each_hostile_value_is_one_string_literal_of_exactly_that_value() => Gen
        .Select(SomeQuestions.Question, Query, SomeQuestions.Hostile.Array[1, 8])
        .SampleAsync(async (question, query, values) =>
        {
            FluxParser.Checked harmless = await parser.CheckAsync(query("b0", question(number => $"t{number}")).ToString());
            string text = query(values[0], question(Hostile)).ToString();
            FluxParser.Checked hostile = await parser.CheckAsync(text);

            Assert.True(harmless.IsValid && hostile.IsValid, text);
            Assert.Equal(
                FluxParser.StringsOf(harmless.Tree).Select(literal => literal == "b0" ? values[0] : literal is ['t', .. var number] && int.TryParse(number, out int n) ? Hostile(n) : literal),
                FluxParser.StringsOf(hostile.Tree));
            Assert.Equal(WithoutStrings(harmless.Tree), WithoutStrings(hostile.Tree));

            string Hostile(int number) => values[number % values.Length];
        }, iter: 400, threads: 1);

    [Fact]
    public async Task Every_hostile_value_is_one_string_literal()
    {
        foreach (string value in Hostile.Values)
        {
            FluxParser.Checked one = await parser.CheckAsync(FluxText.Of($"x = {value}").ToString());
            Assert.True(one.IsValid);
            JsonObject statement = one.Tree["body"]!.AsArray().Single()!.AsObject();
            Assert.Equal("VariableAssignment", (string?)statement["type"]);
            Assert.Equal("StringLiteral", (string?)statement["init"]!["type"]);
            Assert.Equal(value, (string?)statement["init"]!["value"]);
        }
    }

    [Theory]
    [InlineData("x = \"a\" |> yield()")]
    [InlineData("from(bucket: \"b\") |> range(start: 2020-01-01T00:00:00Z) |> filter(fn: (r) => r.a + 1)")]
    [InlineData("from(bucket: \"b\") |> range(start: 2020-01-01T00:00:00Z) |> limit(n: \"1\")")]
    [InlineData("x = \"${y}\"")]
    [InlineData("x = \"a")]
    public async Task A_query_that_does_not_fit_is_seen(string query) => Assert.False((await parser.CheckAsync(query)).IsValid);

    [Fact]
    public async Task The_check_that_stands_beside_the_repository_says_the_same()
    {
        string script = SharedData.Find(Path.Combine("flux", "check-flux.mjs"));
        string folder = await NodePackages.InstallAsync(SharedData.Find(Path.Combine("flux", "package.json")));
        string copy = Path.Combine(folder, "check-flux.mjs");
        File.Copy(script, copy, overwrite: true);
        PointQuestion question = new(PointTable.AuditEvents, ["a${b}"], 0, long.MaxValue, [new Condition.Is(PointTable.AuditEvents["user_id"], "$\\")]);
        string query = new FluxQuery("b").Read(question, PointTable.AuditEvents.Fields, QueryOrder.NewestFirst, 50).ToString();
        using Process node = Process.Start(new ProcessStartInfo("node", [copy]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await node.StandardInput.WriteAsync(query);
        node.StandardInput.Close();
        JsonNode said = JsonNode.Parse(await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), documentOptions: FluxParser.Deep)!;
        Assert.True((bool)said["valid"]!, query);
        Assert.Empty(said["errors"]!.AsArray());
        Assert.Equal(FluxParser.StringsOf(said["ast"]), FluxParser.StringsOf((await parser.CheckAsync(query)).Tree));
    }

    static FluxText Make(FluxQuery query, PointQuestion question, QueryOrder order, long most, int which, int[] fields, TimeSpan slot)
    {
        PointField[] asked = [.. fields.Select(field => question.Table.Fields[field % question.Table.Fields.Count]).DistinctBy(field => field.Name)];
        PointField[] texts = [.. question.Table.Fields.Where(field => field.Type == FieldType.Text)];
        return which switch
        {
            0 => query.Read(question, question.Table.Fields, order, most),
            1 => query.Read(question, asked, order, most),
            2 or 3 => query.FindEnd(question, order),
            4 => query.Count(question),
            5 => query.Sum(question, question.Table[PointTable.Sequence]),
            6 => query.CountBy(question, [.. fields.Select(field => texts[field % texts.Length]).DistinctBy(field => field.Name)]),
            _ => fields[0] % 2 == 0
                ? query.CountByTime(question, slot)
                : query.ReadNotes(StoreNotes.SetAside, StoreNotes.SetAsideFields, question.Origins[0], fields[0] % 4 == 1 ? null : most, 100),
        };
    }

    static string WithoutStrings(JsonNode? tree)
    {
        JsonNode copy = tree!.DeepClone();
        Blank(copy);
        return copy.ToJsonString();
    }

    static void Blank(JsonNode? node)
    {
        if (node is JsonObject one)
        {
            if ((string?)one["type"] == "StringLiteral")
            {
                one["value"] = "";
            }

            foreach ((string _, JsonNode? member) in one)
            {
                Blank(member);
            }
        }
        else if (node is JsonArray several)
        {
            foreach (JsonNode? member in several)
            {
                Blank(member);
            }
        }
    }
}
