using System.Globalization;

namespace MetaLogging.Server.Output;

/// <summary>One value of an event on its way into a table or a csv file.</summary>
/// <param name="Value">The value as text; empty where there is none.</param>
/// <param name="IsText">Whether people wrote it: then it may hold anything. False for numbers, times and our own words.</param>
internal readonly record struct Cell(string Value, bool IsText)
{
    public static implicit operator Cell(string? text) => new(text ?? "", true);

    public static implicit operator Cell(bool value) => new(value ? "true" : "false", false);

    public static implicit operator Cell(bool? value) => value is { } known ? known : new Cell("", false);

    public static implicit operator Cell(long value) => new(value.ToString(CultureInfo.InvariantCulture), false);

    public static implicit operator Cell(double value) => new(value.ToString("R", CultureInfo.InvariantCulture), false);

    public static implicit operator Cell(double? value) => value is { } known ? known : new Cell("", false);
}
