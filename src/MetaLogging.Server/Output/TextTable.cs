using System.Text;
using Spectre.Console;

namespace MetaLogging.Server.Output;

/// <summary>
/// A table of text in columns, written as its rows come. The first rows decide the widths, so nothing but them is ever held; on a terminal
/// the table is cut to its width, elsewhere nothing is cut.
/// </summary>
internal sealed class TextTable(DataOutput output, IReadOnlyList<string> headings)
{
    const string Gap = "  ";
    const int NarrowestColumn = 6;

    int[]? _widths;

    /// <summary>Adds rows; without any, the first call writes the headings alone.</summary>
    public void Add(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (_widths is null)
        {
            _widths = Fit(headings, rows, output.Width);
            WriteRow(headings, _widths, output.HasColor);
        }

        foreach (IReadOnlyList<string> row in rows)
        {
            WriteRow(row, _widths, isHeading: false);
        }
    }

    void WriteRow(IReadOnlyList<string> cells, int[] widths, bool isHeading)
    {
        StringBuilder line = new();
        for (int i = 0; i < cells.Count; i++)
        {
            string cell = output.Width is null ? cells[i] : Cut(cells[i], widths[i]);
            line.Append(i == 0 ? "" : Gap).Append(cell).Append(' ', Math.Max(0, widths[i] - cell.GetCellWidth()));
        }

        string text = line.ToString().TrimEnd(' ');
        output.WriteLine(isHeading ? $"\e[1m{text}\e[0m" : text);
    }

    // The widest columns give way first.
    static int[] Fit(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows, int? width)
    {
        int Widest(int column) => rows.Select(row => row[column].GetCellWidth()).DefaultIfEmpty().Max();
        int[] widths = [.. headings.Select((heading, i) => Math.Max(heading.Length, Widest(i)))];
        if (width is { } available)
        {
            int excess = widths.Sum() + (Gap.Length * (widths.Length - 1)) - available;
            while (excess > 0 && widths.Max() > NarrowestColumn)
            {
                widths[Array.IndexOf(widths, widths.Max())]--;
                excess--;
            }
        }

        return widths;
    }

    static string Cut(string text, int width)
    {
        if (text.GetCellWidth() <= width)
        {
            return text;
        }

        StringBuilder kept = new();
        int used = 1;
        foreach (Rune rune in text.EnumerateRunes())
        {
            used += rune.ToString().GetCellWidth();
            if (used > width)
            {
                break;
            }

            kept.Append(rune.ToString());
        }

        return kept.Append('…').ToString();
    }
}
