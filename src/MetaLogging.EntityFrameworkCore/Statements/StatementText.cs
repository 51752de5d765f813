using System.Text.RegularExpressions;

namespace MetaLogging.EntityFrameworkCore.Statements;

/// <summary>What may be said of a statement: its verb, its tables, and its text without any value.</summary>
internal sealed partial record StatementText(string Verb, IReadOnlyList<string> Tables, string Text)
{
    const int MostTables = 16;

    /// <summary>Reads a statement.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="isName">Whether what stands in double quotes is a name: some databases take it for text where it is none.</param>
    public static StatementText Of(string sql, Func<string, bool> isName)
    {
        // Whether a backslash escapes, and whether comments nest, is the database's affair: from there on nothing is believed.
        int doubtful = sql.Contains('\'', StringComparison.Ordinal) ? sql.IndexOf('\\', StringComparison.Ordinal) : -1;
        int comment = sql.IndexOf("/*", StringComparison.Ordinal);
        if (comment >= 0 && sql.IndexOf("/*", comment + 2, StringComparison.Ordinal) >= 0)
        {
            doubtful = doubtful < 0 ? comment : Math.Min(doubtful, comment);
        }

        string known = doubtful < 0 ? sql : sql[..doubtful];
        string text = Spaces().Replace(Literals().Replace(known, match => Replacement(match, isName)), " ").Trim() + (doubtful < 0 ? "" : " …");
        string verb = Verbs().Match(text) is { Success: true } found ? found.Groups["verb"].Value.ToLowerInvariant() : "execute";
        return new(verb, [.. TableNames().Matches(text).Select(m => Unquoted(m.Groups["table"].Value)).Distinct().Take(MostTables)], text);
    }

    static string Replacement(Match match, Func<string, bool> isName) =>
        match.Groups["comment"].Success ? " "
        : match.Groups["identifier"].Success ? match.Value
        : match.Groups["quoted"].Success && isName(match.Value[1..^1]) ? match.Value
        : "?";

    static string Unquoted(string name) => string.Concat(name.Split('.')[^1].Where(c => c is not ('"' or '`' or '[' or ']')));

    [GeneratedRegex(
        """
        (?<comment>--[^\n]*|/\*.*?(\*/|\z))
        |\$(?<tag>\w*)\$.*?(\$\k<tag>\$|\z)
        |(?<quoted>"([^"]|"")*")
        |"[^"]*\z
        |(?<identifier>`[^`]*`|\[[A-Za-z_][\w\ ]*\]|[@:$][A-Za-z_]\w*|(?![eExXbBnN]')(?>[A-Za-z_][\w$]*))
        |[eExXbBnN]?'([^']|'')*('|\z)
        |\d[\w.]*
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Literals();

    [GeneratedRegex(@"^\W*(with\b.*?\b)?(?<verb>update|delete|insert|merge|truncate|create|alter|drop)\b", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Verbs();

    [GeneratedRegex(
        @"\b(update(\s+only)?|delete\s+from(\s+only)?|insert\s+(or\s+\w+\s+)?into|merge\s+into|truncate(\s+table)?|from)\s+(?<table>(""[^""]+""|`[^`]+`|\[[^\]]+\]|\w+)(\.(""[^""]+""|`[^`]+`|\[[^\]]+\]|\w+))*)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex TableNames();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
