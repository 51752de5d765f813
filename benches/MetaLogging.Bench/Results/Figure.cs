using System.Globalization;

namespace MetaLogging.Bench.Results;

/// <summary>How figures are written.</summary>
internal static class Figure
{
    public const string None = "—";

    public static string Count(double? value) => value is { } v ? v.ToString("N0", CultureInfo.InvariantCulture) : None;

    public static string Ratio(double? value, double? of) =>
        value is { } v && of is > 0 ? Ratio(v / of.Value) : None;

    static string Ratio(double ratio) => ratio < 0.001
        ? "< 0.001"
        : ratio.ToString(ratio < 0.1 ? "0.000" : "0.00", CultureInfo.InvariantCulture);

    /// <summary>A rate, and behind it the ratio to the floor.</summary>
    public static string Rate(double? value, double? floor) => value is null ? None : $"{Count(value)} ({Ratio(value, floor)})";

    public static string Milliseconds(double? value) =>
        value is { } v ? v.ToString(v < 1 ? "0.00" : v < 10 ? "0.0" : "N0", CultureInfo.InvariantCulture) : None;
}
