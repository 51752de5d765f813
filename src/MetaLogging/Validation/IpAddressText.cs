using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MetaLogging.Validation;

/// <summary>
/// Addresses as text, strictly: IPv4 as four decimal numbers without leading zeros, IPv6 by RFC 4291 without zone, port, brackets or prefix
/// length. The normal form is RFC 5952's; IPv4-mapped addresses are IPv4.
/// </summary>
internal static class IpAddressText
{
    const int Groups = 8;

    /// <summary>The longest text of an address.</summary>
    const int LongestText = 45;

    /// <summary>Reads an address and answers its one spelling; the same string where it is spelled so already.</summary>
    public static bool TryNormalise(string text, [NotNullWhen(true)] out string? normal)
    {
        ArgumentNullException.ThrowIfNull(text);
        normal = null;
        if (text.Length > LongestText)
        {
            return false;
        }

        if (!text.Contains(':'))
        {
            normal = TryParseV4(text, out _) ? text : null;   // strict text is the normal one
            return normal is not null;
        }

        Span<ushort> groups = stackalloc ushort[Groups];
        if (!TryParseV6(text, groups))
        {
            return false;
        }

        Span<char> spelled = stackalloc char[LongestText];
        int length = IsMapped(groups) ? FormatV4(((uint)groups[6] << 16) | groups[7], spelled) : FormatV6(groups, spelled);
        normal = text.AsSpan().SequenceEqual(spelled[..length]) ? text : new string(spelled[..length]);
        return true;
    }

    static bool IsMapped(ReadOnlySpan<ushort> groups) => groups[..5].IndexOfAnyExcept((ushort)0) < 0 && groups[5] == 0xFFFF;

    static bool TryParseV4(ReadOnlySpan<char> text, out uint address)
    {
        address = 0;
        int octets = 0;
        int value = -1;
        foreach (char c in text)
        {
            if (c == '.' && value >= 0 && octets < 3)
            {
                address = (address << 8) | (uint)value;
                octets++;
                value = -1;
            }
            else if (char.IsAsciiDigit(c) && value != 0 && value < 100)
            {
                value = (Math.Max(value, 0) * 10) + (c - '0');
            }
            else
            {
                return false;
            }

            if (value > 255)
            {
                return false;
            }
        }

        address = (address << 8) | (uint)value;
        return octets == 3 && value >= 0;
    }

    static bool TryParseV6(ReadOnlySpan<char> text, Span<ushort> groups)
    {
        int count = 0;
        int gap = -1;
        int i = 0;
        if (text.StartsWith("::"))
        {
            gap = 0;
            i = 2;
        }

        while (i < text.Length)
        {
            int end = text[i..].IndexOf(':');
            ReadOnlySpan<char> group = end < 0 ? text[i..] : text.Slice(i, end);
            if (end < 0 && group.Contains('.'))
            {
                if (count > Groups - 2 || !TryParseV4(group, out uint tail))
                {
                    return false;
                }

                groups[count++] = (ushort)(tail >> 16);
                groups[count++] = (ushort)tail;
                break;
            }

            if (count == Groups || group.Length is 0 or > 4 || !IsHex(group))
            {
                return false;
            }

            groups[count++] = ushort.Parse(group, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (end < 0)
            {
                break;
            }

            i += end + 1;
            if (i == text.Length)
            {
                return false;
            }

            if (text[i] == ':')
            {
                if (gap >= 0)
                {
                    return false;
                }

                gap = count;
                i++;
            }
        }

        if (gap < 0)
        {
            return count == Groups;
        }

        if (count == Groups)
        {
            return false;
        }

        int moved = count - gap;
        groups[gap..count].CopyTo(groups[(Groups - moved)..]);
        groups[gap..(Groups - moved)].Clear();
        return true;
    }

    static bool IsHex(ReadOnlySpan<char> group)
    {
        foreach (char c in group)
        {
            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }
        }

        return true;
    }

    static int FormatV4(uint address, Span<char> text)
    {
        int length = 0;
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            ((byte)(address >> shift)).TryFormat(text[length..], out int digits, default, CultureInfo.InvariantCulture);
            length += digits;
            if (shift > 0)
            {
                text[length++] = '.';
            }
        }

        return length;
    }

    /// <summary>RFC 5952, section 4: lower case, no leading zeros, the first longest run of at least two zero groups shortened.</summary>
    static int FormatV6(ReadOnlySpan<ushort> groups, Span<char> text)
    {
        (int start, int run) = LongestZeros(groups);
        int length = 0;
        for (int i = 0; i < Groups; i++)
        {
            if (i == start)
            {
                text[length++] = ':';
                i += run - 1;
                if (i == Groups - 1)
                {
                    text[length++] = ':';
                }

                continue;
            }

            if (i > 0)
            {
                text[length++] = ':';
            }

            groups[i].TryFormat(text[length..], out int digits, "x", CultureInfo.InvariantCulture);
            length += digits;
        }

        return length;
    }

    static (int Start, int Length) LongestZeros(ReadOnlySpan<ushort> groups)
    {
        (int Start, int Length) longest = (-1, 1);
        for (int i = 0; i < Groups; i++)
        {
            int end = i;
            while (end < Groups && groups[end] == 0)
            {
                end++;
            }

            if (end - i > longest.Length)
            {
                longest = (i, end - i);
            }

            i = Math.Max(i, end - 1);
        }

        return longest;
    }
}
