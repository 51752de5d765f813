using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MetaLogging.Validation;

namespace MetaLogging.Logs;

/// <summary>Makes of what is logged what an event may hold: text that is text, values that JSON has, and nothing too long. Nothing here throws.</summary>
internal static class LoggedText
{
    /// <summary>The longest message, in characters.</summary>
    public const int LongestMessage = 16 << 10;

    /// <summary>The longest value, in characters.</summary>
    public const int LongestValue = 4 << 10;

    const int LongestName = 128;
    const int MostOfAList = 100;
    const string Cut = "…";

    /// <summary>Text without halves of characters, at most so long.</summary>
    public static string Clean(string? text, int longest)
    {
        if (text is null)
        {
            return "";
        }

        if (text.Length > longest)
        {
            int end = longest - Cut.Length;
            text = string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end), Cut);
        }

        return text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 ? text : Whole(text);
    }

    /// <summary>A category as a component, which is a name: other characters become dashes.</summary>
    public static string Component(string category)
    {
        if (NamePattern.IsName(category))
        {
            return category;
        }

        StringBuilder name = new();
        foreach (char c in category.AsSpan(0, Math.Min(category.Length, LongestName)))
        {
            name.Append(NamePattern.IsName(c.ToString()) ? c : '-');
        }

        return name.Length > 0 ? name.ToString() : "-";
    }

    /// <summary>A value of a message's state.</summary>
    public static JsonNode? Value(object? value)
    {
        switch (value)
        {
            case null:
                return null;
            case string text:
                return Clean(text, LongestValue);
            case bool flag:
                return flag;
            case byte or sbyte or short or ushort or int or uint:
                return Convert.ToInt64(value, CultureInfo.InvariantCulture);
            case double number when double.IsFinite(number):
                return number;
            default:
                return Clean(Text(value), LongestValue);
        }
    }

    /// <summary>A value as text. 64-bit integers and decimals are texts, because numbers in events are doubles.</summary>
    public static string Text(object? value)
    {
        try
        {
            return value switch
            {
                null => "",
                string text => text,
                DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
                DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
                IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture) ?? "",
                IEnumerable list => string.Join(", ", list.Cast<object?>().Take(MostOfAList).Select(item => item is IEnumerable and not string ? item.ToString() : Text(item))),
                _ => value.ToString() ?? "",
            };
        }
        catch (Exception e)
        {
            return $"({e.GetType().Name})";   // what is logged must not break who logs it
        }
    }

    static string Whole(string text)
    {
        StringBuilder whole = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            whole.Append(rune.ToString());   // half a pair comes as U+FFFD
        }

        return whole.ToString();
    }
}
