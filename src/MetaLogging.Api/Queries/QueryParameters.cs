using System.Globalization;
using System.Text;
using MetaLogging.Api.Keys;
using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Queries;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace MetaLogging.Api.Queries;

/// <summary>
/// Reads the parameters of a request strictly: each reader takes a name, and <see cref="RequireNoOthers"/> refuses what nobody took. Names are lower case.
/// </summary>
internal sealed class QueryParameters(IQueryCollection query)
{
    /// <summary>So many values of one parameter are enough for everybody.</summary>
    const int MostValues = 100;

    const int LongestValue = 1024;

    readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>All values of a parameter, each of which may hold.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        StringValues values = Take(name);
        if (values.Count > MostValues)
        {
            throw new InvalidQueryException(name, FormattableString.Invariant($"is given more than {MostValues} times"));
        }

        foreach (string? value in values)
        {
            Check(name, value!);
        }

        return [.. values!];
    }

    /// <summary>The one value of a parameter; null where it is not given.</summary>
    public string? Text(string name)
    {
        StringValues values = Take(name);
        return values.Count switch
        {
            0 => null,
            1 => Check(name, values[0]!),
            _ => throw new InvalidQueryException(name, "is given more than once"),
        };
    }

    /// <summary>One of a few words; the first where it is not given.</summary>
    public string Word(string name, params ReadOnlySpan<string> words)
    {
        string value = Text(name) ?? words[0];
        return words.Contains(value) ? value : throw new InvalidQueryException(name, $"is none of {string.Join(", ", words)}");
    }

    /// <summary>true or false.</summary>
    public bool? Flag(string name) => Text(name) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw new InvalidQueryException(name, "is not true or false"),
    };

    /// <summary>A whole number.</summary>
    public long? WholeNumber(string name, long least, long most)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most
            ? number
            : throw new InvalidQueryException(name, FormattableString.Invariant($"is not a whole number from {least} to {most}"));
    }

    /// <summary>A number.</summary>
    public double? Number(string name) => Text(name) is not { } text ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out double number)
            ? number
            : throw new InvalidQueryException(name, "is not a number");

    /// <summary>A time with its zone.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return Parse(text, out long nanoseconds) switch
        {
            TimestampProblem.None => UnixTime.ToDateTimeOffset(nanoseconds),
            _ when text.Contains(' ', StringComparison.Ordinal) && Parse(text.Replace(' ', '+'), out _) == TimestampProblem.None =>
                throw new InvalidQueryException(name, "has a space in the place of a +; the + of an offset is written %2B in an address"),
            TimestampProblem.NoZone => throw new InvalidQueryException(name, "has no zone; end it with Z or an offset such as +01:00"),
            _ => throw new InvalidQueryException(name, "is not a time; RFC 3339 is right: 2026-01-31T12:30:45Z"),
        };
    }

    /// <summary>Refuses parameters that nobody took.</summary>
    /// <exception cref="InvalidQueryException">There is one.</exception>
    public void RequireNoOthers()
    {
        foreach (string name in query.Keys)
        {
            if (!_taken.Contains(name))
            {
                throw new InvalidQueryException(Shown(name), "is not a parameter of this");
            }
        }
    }

    static TimestampProblem Parse(string text, out long nanoseconds) => TimestampText.Parse(Encoding.UTF8.GetBytes(text), out nanoseconds);

    static string Check(string name, string value) =>
        value.Length > LongestValue ? throw new InvalidQueryException(name, FormattableString.Invariant($"has more than {LongestValue} characters"))
        : value.Contains('\0', StringComparison.Ordinal) ? throw new InvalidQueryException(name, "holds a NUL, which no event has there")
        : value.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !IsText(value) ? throw new InvalidQueryException(name, "is no text")
        : value;

    static bool IsText(string value)
    {
        foreach (Rune rune in value.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar)
            {
                return value.Contains('\uFFFD', StringComparison.Ordinal);
            }
        }

        return true;
    }

    static string Shown(string name)
    {
        const int Longest = 64;
        if (KeySecret.IdOf(name) is not null)
        {
            return "a key";   // which belongs into the Authorization header, and is not repeated
        }

        string cut = name.Length > Longest ? name[..Longest] + "…" : name;
        return string.Concat(cut.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c));
    }

    StringValues Take(string name)
    {
        _taken.Add(name);
        return query.TryGetValue(name, out StringValues values) ? values : StringValues.Empty;
    }
}
