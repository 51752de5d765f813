using System.Globalization;
using MetaLogging.Journaling.Tree;

namespace MetaLogging.Api.Log;

/// <summary>The path of a tile or of an entry bundle: <c>L/N</c>, <c>L/N.p/W</c>, <c>entries/N</c>, <c>entries/N.p/W</c> (C2SP tlog-tiles).</summary>
/// <param name="Level">The level of a tile; null for an entry bundle.</param>
/// <param name="Number">Its place in the level, from 0 on.</param>
/// <param name="Width">How many hashes or entries: 256, or fewer for a partial one.</param>
internal readonly record struct TilePath(int? Level, long Number, int Width)
{
    const string Entries = "entries";
    const string Partial = ".p";

    /// <summary>The first hash or entry, within its level.</summary>
    public long First => Number * TreeFiles.TileWidth;

    /// <summary>Reads a path in its one spelling: without leading zeros, with N in groups of three digits, <c>x</c> before all but the last.</summary>
    public static bool TryParse(string path, out TilePath tile)
    {
        tile = default;
        string[] words = path.Split('/');
        int? level = null;
        if (words[0] != Entries)
        {
            if (!TryNumber(words[0], 63, out int number))
            {
                return false;
            }

            level = number;
        }

        Span<string> rest = words.AsSpan(1);
        int width = TreeFiles.TileWidth;
        if (rest.Length >= 2 && rest[^2].EndsWith(Partial, StringComparison.Ordinal))
        {
            if (!TryNumber(rest[^1], TreeFiles.TileWidth - 1, out width) || width == 0)
            {
                return false;
            }

            rest[^2] = rest[^2][..^Partial.Length];
            rest = rest[..^1];
        }

        if (!TryNumber(rest, out long n))
        {
            return false;
        }

        tile = new(level, n, width);
        return true;
    }

    static bool TryNumber(string digits, int most, out int number) =>
        TryDigits(digits, out number) && number <= most && (digits == "0" || digits[0] != '0');

    static bool TryDigits(ReadOnlySpan<char> digits, out int number)
    {
        number = 0;   // the system's own parser passes over NULs at the end
        return !digits.ContainsAnyExceptInRange('0', '9') && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    static bool TryNumber(ReadOnlySpan<string> groups, out long number)
    {
        const int MostGroups = 6;
        number = 0;
        if (groups.Length is 0 or > MostGroups)
        {
            return false;
        }

        for (int i = 0; i < groups.Length; i++)
        {
            bool isLast = i == groups.Length - 1;
            string group = groups[i];
            if (group.Length != (isLast ? 3 : 4) || (!isLast && group[0] != 'x')
                || !TryDigits(isLast ? group : group[1..], out int digits))
            {
                return false;
            }

            number = (number * 1000) + digits;
        }

        return groups.Length == 1 || groups[0] != "x000";
    }
}
