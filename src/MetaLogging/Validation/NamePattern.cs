using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace MetaLogging.Validation;

/// <summary>
/// Names are narrow, because they stand in facts, which are never erased and may be published: <c>[A-Za-z0-9_.:/{}+*#-]{1,128}</c>, no
/// spaces and no @.
/// </summary>
internal static class NamePattern
{
    /// <summary>What a name is, in words.</summary>
    public const string Description = "1 to 128 of A-Z a-z 0-9 _ . : / { } + * # -";

    const int LongestName = 128;

    static readonly SearchValues<char> Characters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:/{}+*#-");

    public static bool IsName([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= LongestName } && !text.AsSpan().ContainsAnyExcept(Characters);
}
