using System.Text;

namespace MetaLogging.InfluxDb.Asking;

/// <summary>
/// Letters in lower case, one for one, as the embedded store's <c>lower()</c> has them (simple case mapping of the Unicode Character
/// Database).
/// </summary>
internal static class LowerCase
{
    const int LastWithCase = 0x1FFFF;
    static readonly Rune CapitalDottedI = new(0x130);

    static readonly Lazy<Dictionary<Rune, Rune[]>> Sources = new(() => Enumerable.Range(0, LastWithCase)
        .Where(Rune.IsValid).Select(value => new Rune(value)).Where(rune => Of(rune) != rune)
        .GroupBy(Of).ToDictionary(group => group.Key, group => group.ToArray()));

    public static string Of(string text) => string.Concat(text.EnumerateRunes().Select(rune => Of(rune).ToString()));

    /// <summary>.NET's invariant mapping leaves out the one letter whose mapping is another in Turkish.</summary>
    public static Rune Of(Rune rune) => rune == CapitalDottedI ? new Rune('i') : Rune.ToLowerInvariant(rune);

    /// <summary>All letters that are this one in lower case, itself first.</summary>
    public static IEnumerable<Rune> SourcesOf(Rune lower) => Sources.Value.GetValueOrDefault(lower, []).Prepend(lower);
}
