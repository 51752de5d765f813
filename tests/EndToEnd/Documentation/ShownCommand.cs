using System.Text;
using System.Text.RegularExpressions;

namespace MetaLogging.EndToEnd.Documentation;

/// <summary>A command that a page shows, and what the page shows of its answer.</summary>
/// <param name="Place">Where it stands: page and line.</param>
/// <param name="Text">The command.</param>
/// <param name="Answer">The lines below it; null where the page shows none.</param>
internal sealed record ShownCommand(string Place, string Text, IReadOnlyList<string>? Answer)
{
    /// <summary>
    /// The commands of a page in order. In <c>console</c> blocks they stand behind <c>$ </c>, with their answer below, where a line
    /// <c>…</c> stands for any lines and
    /// <c>…</c> in a line for any text; in <c>sh</c> blocks every line is a command.
    /// </summary>
    public static IReadOnlyList<ShownCommand> Of(string page) => [.. Block.Of(page).SelectMany(Of)];

    static IEnumerable<ShownCommand> Of(Block block) => block.Language switch
    {
        "console" => OfConsole(block),
        "sh" => block.Lines.Select((line, i) => new ShownCommand($"{block.Page}:{block.Line + 1 + i}", line, null))
            .Where(c => c.Text.Length > 0),
        _ => [],
    };

    static IEnumerable<ShownCommand> OfConsole(Block block)
    {
        int at = 0;
        while (at < block.Lines.Count)
        {
            string line = block.Lines[at];
            if (!line.StartsWith("$ ", StringComparison.Ordinal))
            {
                throw new FormatException($"{block.Page}:{block.Line + 1 + at}: a console block begins with a command behind \"$ \".");
            }

            int end = at + 1;
            while (end < block.Lines.Count && !block.Lines[end].StartsWith("$ ", StringComparison.Ordinal))
            {
                end++;
            }

            yield return new($"{block.Page}:{block.Line + 1 + at}", line[2..], [.. block.Lines.Skip(at + 1).Take(end - at - 1)]);
            at = end;
        }
    }

    /// <summary>Whether this is what the page shows.</summary>
    public bool Matches(string actual)
    {
        if (Answer is null)
        {
            return true;
        }

        StringBuilder pattern = new("^");
        foreach (string line in Answer)
        {
            pattern.Append(line == "…" ? "(?:.*\n)*?" : Regex.Escape(line.TrimEnd()).Replace("…", ".*", StringComparison.Ordinal) + "\n");
        }

        string text = string.Concat(actual.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(l => l.TrimEnd() + "\n"));
        return Regex.IsMatch(
            actual.Length == 0 ? "" : text, pattern.Append('$').ToString(), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
    }
}
