using System.Text;
using MetaLogging.InfluxDb.Asking;

namespace MetaLogging.InfluxDb.InfluxQl;

/// <summary>Regular expressions of Go (RE2) that mean a text to the letter.</summary>
/// <remarks>https://github.com/google/re2/wiki/Syntax</remarks>
internal static class Regex
{
    public static string Escape(string text)
    {
        StringBuilder expression = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            Append(expression, rune);
        }

        return expression.ToString();
    }

    /// <summary>The same in any case: each letter may be any that has the same lower case.</summary>
    public static string InAnyCase(string text)
    {
        StringBuilder expression = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            Rune[] sources = [.. LowerCase.SourcesOf(LowerCase.Of(rune))];
            expression.Append(sources.Length > 1 ? "[" : "");
            foreach (Rune source in sources)
            {
                Append(expression, source);
            }

            expression.Append(sources.Length > 1 ? "]" : "");
        }

        return expression.ToString();
    }

    static void Append(StringBuilder expression, Rune rune)
    {
        // Only punctuation of ASCII has a meaning, and may be escaped whether it has one or not.
        if (rune.IsAscii && (char.IsPunctuation((char)rune.Value) || char.IsSymbol((char)rune.Value)) && rune.Value != '_')
        {
            expression.Append('\\');
        }

        expression.Append(rune);
    }
}
