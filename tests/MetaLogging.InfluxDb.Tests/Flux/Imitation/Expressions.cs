using System.Globalization;
using System.Text.Json.Nodes;
using MetaLogging.InfluxDb.Asking;

namespace MetaLogging.InfluxDb.Tests.Flux.Imitation;

/// <summary>Expressions on a row, and the functions of Flux that our queries call; anything else is an error.</summary>
internal static class Expressions
{
    internal delegate object? Evaluation(Dictionary<string, object?> row);

    /// <summary>The body of a function of one row.</summary>
    public static Evaluation OfFunction(JsonNode function)
    {
        Assert.Equal("FunctionExpression", (string?)function["type"]);
        Assert.Equal("r", (string?)function["params"]!.AsArray().Single()!["key"]!["name"]);
        return Of(function["body"]!);
    }

    /// <summary>What stands for itself: literals, and arrays of them.</summary>
    public static object? Constant(JsonNode node) => (string?)node["type"] == "ArrayExpression"
        ? node["elements"]!.AsArray().Select(element => Constant(element!)).ToArray()
        : Of(node)([]);

    public static Evaluation Of(JsonNode node)
    {
        switch ((string?)node["type"])
        {
            case "StringLiteral":
                string text = (string)node["value"]!;
                return _ => text;
            case "IntegerLiteral":
                long integer = long.Parse((string)node["value"]!, CultureInfo.InvariantCulture);
                return _ => integer;
            case "DateTimeLiteral":
                Instant time = Instant.Parse((string)node["value"]!);
                return _ => time;
            case "DurationLiteral":
                JsonNode part = node["values"]!.AsArray().Single()!;
                Assert.Equal("ns", (string?)part["unit"]);
                long length = (long)part["magnitude"]!;
                return _ => length;
            case "Identifier" when (string?)node["name"] is "true" or "false":
                bool flag = (string?)node["name"] == "true";
                return _ => flag;
            case "ParenExpression":
                return Of(node["expression"]!);
            case "MemberExpression":
                Assert.Equal("r", (string?)node["object"]!["name"]);
                string column = (string)node["property"]!["name"]!;
                return row => row.GetValueOrDefault(column);
            case "ObjectExpression":
                (string Name, Evaluation Value)[] members =
                    [.. node["properties"]!.AsArray().Select(member => ((string)member!["key"]!["name"]!, Of(member["value"]!)))];
                return row => members.ToDictionary(member => member.Name, member => member.Value(row));
            case "UnaryExpression":
                return Unary((string)node["operator"]!, Of(node["argument"]!));
            case "LogicalExpression":
                Evaluation one = Of(node["left"]!);
                Evaluation other = Of(node["right"]!);
                return (string)node["operator"]! == "and" ? row => one(row) is true && other(row) is true : row => one(row) is true || other(row) is true;
            case "ConditionalExpression":
                Evaluation test = Of(node["test"]!);
                Evaluation then = Of(node["consequent"]!);
                Evaluation otherwise = Of(node["alternate"]!);
                return row => test(row) is true ? then(row) : otherwise(row);
            case "BinaryExpression":
                string operation = (string)node["operator"]!;
                Evaluation left = Of(node["left"]!);
                Evaluation right = Of(node["right"]!);
                return row => Binary(operation, left(row), right(row));
            case "CallExpression":
                Dictionary<string, Evaluation> arguments = node["arguments"]!.AsArray().Single()!["properties"]!.AsArray()
                    .ToDictionary(argument => (string)argument!["key"]!["name"]!, argument => Of(argument!["value"]!));
                string function = NameOf(node["callee"]!);
                return row => Call(function, arguments.ToDictionary(argument => argument.Key, argument => argument.Value(row)));
            default:
                throw new NotSupportedException($"The imitation does not know {node["type"]}.");
        }
    }

    static string NameOf(JsonNode callee) => (string?)callee["type"] == "MemberExpression"
        ? $"{callee["object"]!["name"]}.{callee["property"]!["name"]}"
        : (string)callee["name"]!;

    static Evaluation Unary(string operation, Evaluation argument) => operation switch
    {
        "exists" => row => argument(row) is not null,
        "-" => row => argument(row) is long number ? -number : null,
        _ => throw new NotSupportedException($"The imitation does not know the operator {operation}."),
    };

    /// <summary>An operation with null is null; types must be the same.</summary>
    static object? Binary(string operation, object? left, object? right) => (operation, left, right) switch
    {
        (_, null, _) or (_, _, null) => null,
        ("==", var a, var b) when a.GetType() == b.GetType() => a.Equals(b),
        (">=", long a, long b) => a >= b,
        ("<", long a, long b) => a < b,
        (">=", double a, double b) => a >= b,
        ("+", string a, string b) => a + b,
        ("-", long a, long b) => unchecked(a - b),
        ("/", long a, long b) => a / b,
        ("%", long a, long b) => a % b,
        _ => throw new InvalidOperationException($"unsupported binary expression {left.GetType().Name} {operation} {right.GetType().Name}"),
    };

    static object? Call(string function, Dictionary<string, object?> arguments)
    {
        string Text(string name) => arguments[name] as string ?? throw new InvalidOperationException($"{function} of what is no text.");
        return function switch
        {
            "int" => arguments["v"] is Instant time ? time.Nanoseconds : throw new NotSupportedException("int() of what is no time."),
            "float" => double.Parse(Text("v"), NumberStyles.Float, CultureInfo.InvariantCulture),
            "string" => arguments["v"] switch
            {
                string text => text,
                long integer => integer.ToString(CultureInfo.InvariantCulture),
                bool flag => flag ? "true" : "false",
                double floating => decimal.Parse(floating.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture)
                    .ToString(CultureInfo.InvariantCulture),
                _ => throw new NotSupportedException("string() of what the imitation does not know."),
            },
            "strings.containsStr" => Text("v").Contains(Text("substr"), StringComparison.Ordinal),
            "strings.hasPrefix" => Text("v").StartsWith(Text("prefix"), StringComparison.Ordinal),
            "strings.toLower" => string.Concat(Text("v").EnumerateRunes().Select(rune => LowerCase.Of(rune).ToString())),
            "strings.replaceAll" => Text("v").Replace(Text("t"), Text("u"), StringComparison.Ordinal),
            _ => throw new NotSupportedException($"The imitation does not know the function {function}."),
        };
    }
}
