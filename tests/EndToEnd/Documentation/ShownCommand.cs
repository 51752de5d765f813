using System.Text;
using System.Text.RegularExpressions;

namespace MetaLogging.EndToEnd.Documentation;

/// <summary>A command that a page shows, and what the page shows of its answer.</summary>
/// <param name="Place">Where it stands: page and line.</param>
/// <param name="Text">The command.</param>
/// <param name="Answer">The lines below it; null where the page shows none.</param>
internal sealed record ShownCommand(string Place, string Text, IReadOnlyList<string>? Answer) : ShownStep(Place)
{
    /// <summary>Whether it keeps running beside the rest of the page.</summary>
    public bool KeepsRunning { get; init; }

    /// <summary>Whether this is what the page shows.</summary>
    public bool Matches(string actual) => Answer is null || IsMatch(actual, Pattern(Answer) + "$");

    /// <summary>Whether all that the page shows has come: what runs on logs when it will, so other lines may stand between.</summary>
    public bool HasCome(string soFar) => IsMatch(soFar, Pattern([.. (Answer ?? []).SelectMany<string, string>((line, i) => i == 0 ? [line] : ["…", line])]));

    /// <summary>Whether the first line that the page shows has come.</summary>
    public bool HasBegun(string soFar)
    {
        IReadOnlyList<string> answer = Answer ?? [];
        return IsMatch(soFar, Pattern([.. answer.TakeWhile(line => line == "…"), .. answer.SkipWhile(line => line == "…").Take(1)]));
    }

    static string Pattern(IReadOnlyList<string> lines)
    {
        StringBuilder pattern = new("^");
        foreach (string line in lines)
        {
            pattern.Append(line == "…" ? "(?:.*\n)*?" : Regex.Escape(line.TrimEnd()).Replace("…", ".*", StringComparison.Ordinal) + "\n");
        }

        return pattern.ToString();
    }

    static bool IsMatch(string actual, string pattern)
    {
        string text = string.Concat(actual.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(l => l.TrimEnd() + "\n"));
        return Regex.IsMatch(actual.Length == 0 ? "" : text, pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
    }
}
