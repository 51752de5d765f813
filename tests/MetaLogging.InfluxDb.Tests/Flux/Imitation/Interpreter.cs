using System.Text.Json.Nodes;

namespace MetaLogging.InfluxDb.Tests.Flux.Imitation;

/// <summary>
/// Carries out the small part of Flux that our queries use, as its documentation and sources describe it. It is no InfluxDB: what it shows
/// is that the queries mean what they are to mean, if their functions do what is written of them.
/// </summary>
internal sealed class Interpreter(StoredPoints points)
{
    /// <summary>Runs a query by its tree.</summary>
    public async Task<IReadOnlyList<Table>> RunAsync(JsonObject tree)
    {
        List<JsonNode> calls = [];
        JsonNode step = tree["body"]!.AsArray().Single()!["expression"]!;
        for (; (string?)step["type"] == "PipeExpression"; step = step["argument"]!)
        {
            calls.Insert(0, step["call"]!);
        }

        Assert.Equal("from", NameOf(step));
        Assert.Equal("range", NameOf(calls[0]));
        Dictionary<string, JsonNode> range = ArgumentsOf(calls[0]);
        List<JsonNode> filters = [.. calls.Skip(1).TakeWhile(call => NameOf(call) == "filter")];
        IReadOnlyList<Table> tables = await points.ReadAsync(
            (string)Expressions.Constant(ArgumentsOf(step)["bucket"])!,
            (Instant)Expressions.Constant(range["start"])!, (Instant)Expressions.Constant(range["stop"])!,
            LiteralsOf(filters, "_measurement").Single(), LiteralsOf(filters, "_field"));
        foreach (JsonNode call in calls.Skip(1))
        {
            tables = [.. Run(NameOf(call), ArgumentsOf(call), tables)];
        }

        return tables;
    }

    static IEnumerable<Table> Run(string function, Dictionary<string, JsonNode> arguments, IReadOnlyList<Table> tables) => function switch
    {
        "filter" => Filter(Expressions.OfFunction(arguments["fn"]), tables),
        "map" => Map(Expressions.OfFunction(arguments["fn"]), tables),
        "pivot" => Pivot(arguments, tables),
        "group" => Regroup(
            tables.SelectMany(table => table.Rows),
            arguments.TryGetValue("columns", out JsonNode? columns) ? [.. ((object?[])Expressions.Constant(columns)!).Cast<string>()] : []),
        "sort" => tables.Select(table => Sort(table, ((object?[])Expressions.Constant(arguments["columns"])!).Cast<string>().Single(), Expressions.Constant(arguments["desc"]) is true)),
        "limit" => tables.Select(table => new Table(table.Key) { Rows = [.. table.Rows.Take((int)(long)Expressions.Constant(arguments["n"])!)] }),
        "first" => tables.Select(table => new Table(table.Key) { Rows = [table.Rows[0]] }),
        "last" => tables.Select(table => new Table(table.Key) { Rows = [table.Rows[^1]] }),
        "count" => tables.Select(table => Aggregated(table, (long)table.Rows.Count)),
        "sum" => tables.Select(table => Aggregated(table, table.Rows.Sum(row => (long?)row["_value"] ?? 0))),
        "aggregateWindow" => tables.Select(table => CountWindows(table, arguments)),
        _ => throw new NotSupportedException($"The imitation does not know the function {function}."),
    };

    static IEnumerable<Table> Filter(Expressions.Evaluation condition, IReadOnlyList<Table> tables) => tables
        .Select(table => new Table(table.Key) { Rows = [.. table.Rows.Where(row => condition(row) is true)] })
        .Where(table => table.Rows.Count > 0);

    /// <summary>A column of the key stays in it where it comes out; what comes out with another value is of another table.</summary>
    static IEnumerable<Table> Map(Expressions.Evaluation function, IReadOnlyList<Table> tables) => tables.SelectMany(table =>
    {
        List<Dictionary<string, object?>> rows = [.. table.Rows.Select(row => (Dictionary<string, object?>)function(row)!)];
        return Regroup(rows, rows.Count == 0 ? [] : [.. table.Key.Keys.Where(rows[0].ContainsKey)]);
    });

    static List<Table> Regroup(IEnumerable<Dictionary<string, object?>> rows, string[] columns)
    {
        Dictionary<string, Table> groups = [];
        foreach (Dictionary<string, object?> row in rows)
        {
            Table table = new(new(columns.Where(row.ContainsKey).ToDictionary(column => column, column => row[column])));
            groups.TryAdd(table.Name, table);
            groups[table.Name].Rows.Add(row);
        }

        return [.. groups.Values];
    }

    static IEnumerable<Table> Pivot(Dictionary<string, JsonNode> arguments, IReadOnlyList<Table> tables)
    {
        string rowKey = ((object?[])Expressions.Constant(arguments["rowKey"])!).Cast<string>().Single();
        string columnKey = ((object?[])Expressions.Constant(arguments["columnKey"])!).Cast<string>().Single();
        string valueColumn = (string)Expressions.Constant(arguments["valueColumn"])!;
        foreach (IGrouping<string, Table> same in tables.GroupBy(table => KeyWithout(table, columnKey).Name))
        {
            Table pivoted = KeyWithout(same.First(), columnKey);
            Dictionary<object, Dictionary<string, object?>> rows = [];
            foreach (Dictionary<string, object?> row in same.SelectMany(table => table.Rows))
            {
                if (!rows.TryGetValue(row[rowKey]!, out Dictionary<string, object?>? wide))
                {
                    rows[row[rowKey]!] = wide = new(pivoted.Key) { [rowKey] = row[rowKey] };
                    pivoted.Rows.Add(wide);
                }

                wide.Add((string)row[columnKey]!, row[valueColumn]);
            }

            yield return pivoted;
        }
    }

    static Table KeyWithout(Table table, string column) =>
        new(new(table.Key.Where(one => one.Key != column).ToDictionary(one => one.Key, one => one.Value)));

    static Table Sort(Table table, string column, bool descending) => new(table.Key)
    {
        Rows = [.. descending ? table.Rows.OrderByDescending(row => (long)row[column]!) : table.Rows.OrderBy(row => (long)row[column]!)],
    };

    static Table Aggregated(Table table, long value) => new(table.Key) { Rows = [new(table.Key) { ["_value"] = value }] };

    static Table CountWindows(Table table, Dictionary<string, JsonNode> arguments)
    {
        Assert.Equal("count", (string?)arguments["fn"]["name"]);
        Assert.Equal(false, Expressions.Constant(arguments["createEmpty"]));
        Assert.Equal("_start", Expressions.Constant(arguments["timeSrc"]));
        long every = (long)Expressions.Constant(arguments["every"])!;
        long start = ((Instant)table.Key["_start"]!).Nanoseconds;
        return new(table.Key)
        {
            Rows =
            [
                .. table.Rows.GroupBy(row => ((Instant)row["_time"]!).Nanoseconds is var time ? time - (((time % every) + every) % every) : 0)
                    .Select(window => new Dictionary<string, object?>(table.Key) { ["_time"] = new Instant(Math.Max(start, window.Key)), ["_value"] = (long)window.Count() }),
            ],
        };
    }

    /// <summary>The texts that a column is compared with in filters.</summary>
    static string[] LiteralsOf(IEnumerable<JsonNode?> nodes, string column) => [.. nodes.SelectMany(node => node switch
    {
        JsonObject one when (string?)one["type"] == "BinaryExpression" && (string?)one["left"]!["property"]?["name"] == column => [(string)one["right"]!["value"]!],
        JsonObject one => LiteralsOf(one.Select(member => member.Value), column),
        JsonArray several => LiteralsOf(several, column),
        _ => [],
    })];

    static string NameOf(JsonNode call) => (string)call["callee"]!["name"]!;

    static Dictionary<string, JsonNode> ArgumentsOf(JsonNode call) => call["arguments"] is JsonArray { Count: > 0 } arguments
        ? arguments.Single()!["properties"]!.AsArray().ToDictionary(argument => (string)argument!["key"]!["name"]!, argument => argument!["value"]!)
        : [];
}
