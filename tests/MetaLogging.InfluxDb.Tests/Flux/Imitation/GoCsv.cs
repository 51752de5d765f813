using System.Globalization;
using System.Text;

namespace MetaLogging.InfluxDb.Tests.Flux.Imitation;

/// <summary>Writes tables as 2.x does: annotated CSV by Go's encoding/csv with <c>UseCRLF</c>, which bends the line ends in values.</summary>
internal static class GoCsv
{
    public static string Write(IReadOnlyList<Table> tables)
    {
        StringBuilder text = new();
        string lastSchema = "";
        for (int i = 0; i < tables.Count; i++)
        {
            Table table = tables[i];
            string[] columns = [.. table.Columns.Order(StringComparer.Ordinal)];
            string[] types = [.. columns.Select(column => TypeOf(table, column))];
            string schema = string.Join(",", columns.Concat(types).Concat(table.Key.Keys));
            if (schema != lastSchema)
            {
                text.Append(lastSchema.Length > 0 ? "\r\n" : "");
                Line(text, ["#datatype", "string", "long", .. types]);
                Line(text, ["#group", "false", "false", .. columns.Select(column => table.Key.ContainsKey(column) ? "true" : "false")]);
                Line(text, ["#default", "_result", "", .. columns.Select(_ => "")]);
                Line(text, ["", "result", "table", .. columns]);
                lastSchema = schema;
            }

            foreach (Dictionary<string, object?> row in table.Rows)
            {
                Line(text, ["", "", i.ToString(CultureInfo.InvariantCulture), .. columns.Select(column => Cell(row.GetValueOrDefault(column)))]);
            }
        }

        return text.Append("\r\n").ToString();
    }

    /// <summary>An error that comes after the first rows were sent.</summary>
    public static string WriteError(string message)
    {
        StringBuilder text = new();
        Line(text, ["#datatype", "string", "string"]);
        Line(text, ["#group", "true", "true"]);
        Line(text, ["#default", "", ""]);
        Line(text, ["", "error", "reference"]);
        Line(text, ["", message, ""]);
        return text.ToString();
    }

    static void Line(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Quote)).Append("\r\n");

    static string Quote(string cell)
    {
        bool needsQuotes = cell == "\\." || cell.IndexOfAny([',', '"', '\r', '\n']) >= 0 || (cell.Length > 0 && char.IsWhiteSpace(cell[0]));
        return needsQuotes
            ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal)}\""
            : cell;
    }

    static string TypeOf(Table table, string column)
    {
        string[] types = [.. table.Rows.Select(row => row.GetValueOrDefault(column)).OfType<object>().Select(TypeOf).Distinct()];
        return types.Length <= 1 ? types.FirstOrDefault() ?? "string" : throw new InvalidOperationException($"schema collision detected: column {column}");
    }

    static string TypeOf(object value) => value switch
    {
        long => "long",
        double => "double",
        bool => "boolean",
        Instant => "dateTime:RFC3339",
        _ => "string",
    };

    static string Cell(object? value) => value switch
    {
        null => "",
        string text => text,
        long integer => integer.ToString(CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        Instant time => new InfluxDb.Flux.FluxTime(time.Nanoseconds).ToString(),
        _ => throw new NotSupportedException("The imitation does not write it."),
    };
}
