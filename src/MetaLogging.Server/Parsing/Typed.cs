using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using MetaLogging.Events;
using MetaLogging.Json;

namespace MetaLogging.Server.Parsing;

/// <summary>Options whose values are checked when they are read, with an answer that names the option and says what is right.</summary>
internal static class Typed
{
    /// <summary>A text that may be given several times; one of them must hold.</summary>
    public static Option<string[]> Texts(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "VALUE",
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
    };

    /// <summary>A whole number.</summary>
    public static Option<long?> WholeNumber(string name, string description, long least, long most = long.MaxValue)
    {
        string right = most == long.MaxValue ? $"a whole number from {least} on" : $"a whole number from {least} to {most}";
        long? Number(string text) =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most
                ? number
                : null;
        return Of(name, description, "N", Number, right);
    }

    /// <summary>A number that may have a fraction.</summary>
    public static Option<double?> Number(string name, string description, string helpName, double least, double most)
    {
        double? Number(string text) =>
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
                && number >= least && number <= most
                    ? number
                    : null;
        return Of(name, description, helpName, Number, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));
    }

    /// <summary>A point in time.</summary>
    public static Option<DateTimeOffset?> Moment(string name, string description)
    {
        static DateTimeOffset? Moment(string text) =>
            TimestampText.Parse(Encoding.UTF8.GetBytes(text), out long nanoseconds) == TimestampProblem.None
                ? UnixTime.ToDateTimeOffset(nanoseconds)
                : null;
        const string Right = "a time with its zone as RFC 3339 has it, such as 2026-03-01T00:00:00Z or 2026-03-01T01:00:00+01:00";
        return Of(name, description, "TIME", Moment, Right);
    }

    /// <summary>A zone of time by its IANA name.</summary>
    public static Option<TimeZoneInfo?> Zone(string name, string description) =>
        Of(name, description, "ZONE", text => TimeZoneInfo.TryFindSystemTimeZoneById(text, out TimeZoneInfo? zone) ? zone : null,
            "a time zone by its IANA name, such as UTC or Europe/Berlin");

    /// <summary>One of a few words.</summary>
    public static Option<string?> Word(string name, string description, params string[] words)
    {
        string right = words.Length == 2 ? $"{words[0]} or {words[1]}" : $"one of {string.Join(", ", words)}";
        string? Word(string text) => words.FirstOrDefault(word => word.Equals(text, StringComparison.OrdinalIgnoreCase));
        return Of(name, description, string.Join('|', words), Word, right);
    }

    static Option<T> Of<T>(string name, string description, string helpName, Func<string, T> read, string right) => new(name)
    {
        Description = description,
        HelpName = helpName,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result => Read(result, name, read, right),
    };

    static T Read<T>(ArgumentResult result, string name, Func<string, T> read, string right)
    {
        string text = result.Tokens is [var token] ? token.Value : "";
        T value = read(text);
        if (value is null)
        {
            result.AddError($"{name} takes {right}; '{text}' is not.");
        }

        return value;
    }
}
