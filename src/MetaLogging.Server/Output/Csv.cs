using System.Buffers;
using System.Text.RegularExpressions;

namespace MetaLogging.Server.Output;

/// <summary>
/// Comma-separated values by RFC 4180, made harmless for spreadsheets: a text that one of them would run as a formula gets a leading
/// apostrophe.
/// </summary>
internal static partial class Csv
{
    // Besides the signs of formulas, what spreadsheets skip or split at before they look for one.
    static readonly SearchValues<char> StartsFormula = SearchValues.Create("=+-@\t\r\n＝＋－＠");
    static readonly SearchValues<char> NeedsQuotes = SearchValues.Create(",\"\r\n");

    /// <summary>Writes one row.</summary>
    public static void WriteRow(DataOutput output, IEnumerable<Cell> cells)
    {
        string separator = "";
        foreach (Cell cell in cells)
        {
            output.Write(separator);
            output.Write(Quote(output.IsTerminal ? VisibleText.Of(Harmless(cell)) : Harmless(cell)));
            separator = ",";
        }

        output.Write("\r\n");
    }

    static string Harmless(Cell cell)
    {
        bool mayRun = cell is { IsText: true, Value: [var first, ..] } && StartsFormula.Contains(first);
        return mayRun && !PlainNumber().IsMatch(cell.Value) ? $"'{cell.Value}" : cell.Value;
    }

    static string Quote(string value) =>
        value.AsSpan().ContainsAny(NeedsQuotes) ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;

    [GeneratedRegex(@"^[+-]?[0-9]+(\.[0-9]+)?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex PlainNumber();
}
