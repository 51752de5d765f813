using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MetaLogging.InfluxDb.Points;
using MetaLogging.InfluxDb.Tests.Support;

namespace MetaLogging.InfluxDb.Tests.Flux;

/// <summary>The queries of the dashboard for Grafana and 2.x, by the vendor's parser.</summary>
public sealed partial class DashboardTests(FluxParser parser)
{
    /// <summary>What Grafana defines for a query.</summary>
    const string Variables = "v = {timeRangeStart: 2026-01-01T00:00:00Z, timeRangeStop: 2026-01-02T00:00:00Z, windowPeriod: 1m}\n";

    [Fact]
    public async Task Every_query_parses_and_type_checks_and_asks_for_fields_that_there_are()
    {
        JsonNode dashboard = JsonNode.Parse(await File.ReadAllTextAsync(SharedData.Repository("docs", "grafana-influxdb2.json"), TestContext.Current.CancellationToken))!;
        string[] queries = [.. QueriesOf(dashboard).Where(query => query.Contains("bucket:", StringComparison.Ordinal))];
        Assert.True(queries.Length > 5, $"{queries.Length} queries");
        HashSet<string> known = [.. PointTable.All.SelectMany(table => table.Fields).Select(field => field.Name)];
        foreach (string query in queries)
        {
            string asked = query.Replace("${bucket}", "audit", StringComparison.Ordinal).Replace("${origin:regex}", "(a|b)", StringComparison.Ordinal);
            int behindImports = asked.LastIndexOf("import ", StringComparison.Ordinal) < 0 ? 0 : asked.IndexOf('\n', asked.LastIndexOf("import ", StringComparison.Ordinal)) + 1;
            FluxParser.Checked parsed = await parser.CheckAsync(asked.Insert(behindImports, Variables));
            Assert.True(parsed.IsValid, asked);
            Assert.All(Field().Matches(asked), match => Assert.Contains(match.Groups[1].Value + match.Groups[2].Value, known));
            Assert.DoesNotContain("count(column: \"_time\")", asked, StringComparison.Ordinal);   // Flux counts no times
        }
    }

    static IEnumerable<string> QueriesOf(JsonNode? node) => node switch
    {
        JsonObject one => one.SelectMany(member => member.Key == "query" && member.Value is JsonValue text && text.TryGetValue(out string? query) ? [query] : QueriesOf(member.Value)),
        JsonArray several => several.SelectMany(QueriesOf),
        _ => [],
    };

    [GeneratedRegex("""r\._field == "(\w+)"|r\.((?!_|origin)\w+)""")]
    private static partial Regex Field();
}
