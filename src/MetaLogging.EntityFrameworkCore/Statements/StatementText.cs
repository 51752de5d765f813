using System.Text.RegularExpressions;

namespace MetaLogging.EntityFrameworkCore.Statements;

/// <summary>What may be said of a statement: its verb, its tables, and its text without any value.</summary>
internal sealed partial record StatementText(string Verb, IReadOnlyList<string> Tables, string Text)
{
    /// <summary>Reads a statement.</summary>
    public static StatementText Of(string sql)
    {
        string text = Spaces().Replace(Literals().Replace(sql, Replacement), " ").Trim();
        string verb = Verbs().Match(text) is { Success: true } match ? match.Groups["verb"].Value.ToLowerInvariant() : "execute";
        return new(verb, [.. TableNames().Matches(text).Select(m => Unquoted(m.Groups["table"].Value)).Distinct().Take(16)], text);
    }

    /// <summary>Comments may hold anything; a quoted identifier stays; strings and numbers are values.</summary>
    static string Replacement(Match match) => match.Groups["identifier"].Success ? match.Value : match.Groups["comment"].Success ? " " : "?";

    static string Unquoted(string name) => string.Concat(name.Split('.')[^1].Where(c => c is not ('"' or '`' or '[' or ']')));

    [GeneratedRegex(
        """
        (?<comment>--[^\n]*|/\*.*?(\*/|\z))|(?<identifier>"([^"]|"")*"|`[^`]*`|\[[A-Za-z_][^\]]*\]|[@:$][A-Za-z_]\w*|[A-Za-z_][\w$]*(?<!\b[eExXbBnN])(?!')|[A-Za-z_]\w{2,})
        |(?<dollar>\$(?<tag>\w*)\$.*?(\$\k<tag>\$|\z))|[eExXbBnN]?'(\\.|[^'\\]|'')*('|\z)|\d[\w.+-]*
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
