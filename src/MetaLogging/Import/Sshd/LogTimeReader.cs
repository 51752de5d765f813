namespace MetaLogging.Import;

/// <summary>Reads the times that stand at the beginning of a line of syslog.</summary>
internal static class LogTimeReader
{
    /// <summary>Reads <c>Mon dd hh:mm:ss[.fraction]</c>; the day has one or two digits and may be padded with a space.</summary>
    /// <param name="line">The line; afterwards what stands behind the time and the space after it.</param>
    /// <param name="time">The time.</param>
    public static bool TryReadTraditional(scoped ref ReadOnlySpan<byte> line, out LogTime time)
    {
        time = default;
        if (line.Length < 15 || line[3] != ' ' || ReadMonth(line) is not (> 0 and var month))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = line[(line[4] == ' ' ? 5 : 4)..];
        int digits = rest[1] == ' ' ? 1 : 2;
        if (!TryReadNumber(rest, digits, out int day) || rest.Length < digits + 10 || rest[digits] != ' '
            || !TryReadClock(rest[(digits + 1)..], out int hour, out int minute, out int second))
        {
            return false;
        }

        rest = rest[(digits + 9)..];
        if (!TryReadFraction(ref rest, out int nanoseconds) || rest.IsEmpty || rest[0] != ' ')
        {
            return false;
        }

        line = rest[1..];
        time = new() { Month = month, Day = day, Hour = hour, Minute = minute, Second = second, Nanoseconds = nanoseconds };
        return true;
    }

    /// <summary>Reads <c>yyyy-mm-ddThh:mm:ss[.fraction][zone]</c>, the zone as <c>Z</c>, <c>+hh:mm</c> or <c>+hhmm</c>.</summary>
    /// <param name="line">The line; afterwards what stands behind the time and the space after it.</param>
    /// <param name="time">The time.</param>
    public static bool TryReadIso(scoped ref ReadOnlySpan<byte> line, out LogTime time)
    {
        time = default;
        if (line.Length < 20 || line[4] != '-' || line[7] != '-' || line[10] != 'T'
            || !TryReadNumber(line, 4, out int year) || !TryReadNumber(line[5..], 2, out int month)
            || !TryReadNumber(line[8..], 2, out int day)
            || !TryReadClock(line[11..], out int hour, out int minute, out int second))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = line[19..];
        if (year == 0 || !TryReadFraction(ref rest, out int nanoseconds) || !TryReadOffset(ref rest, out int? offset) || rest.IsEmpty
            || rest[0] != ' ')
        {
            return false;
        }

        line = rest[1..];
        time = new()
        {
            Year = year,
            Month = month,
            Day = day,
            Hour = hour,
            Minute = minute,
            Second = second,
            Nanoseconds = nanoseconds,
            Offset = offset,
        };
        return true;
    }

    static int ReadMonth(ReadOnlySpan<byte> name) => ((name[0] << 16) | (name[1] << 8) | name[2]) switch
    {
        ('J' << 16) | ('a' << 8) | 'n' => 1,
        ('F' << 16) | ('e' << 8) | 'b' => 2,
        ('M' << 16) | ('a' << 8) | 'r' => 3,
        ('A' << 16) | ('p' << 8) | 'r' => 4,
        ('M' << 16) | ('a' << 8) | 'y' => 5,
        ('J' << 16) | ('u' << 8) | 'n' => 6,
        ('J' << 16) | ('u' << 8) | 'l' => 7,
        ('A' << 16) | ('u' << 8) | 'g' => 8,
        ('S' << 16) | ('e' << 8) | 'p' => 9,
        ('O' << 16) | ('c' << 8) | 't' => 10,
        ('N' << 16) | ('o' << 8) | 'v' => 11,
        ('D' << 16) | ('e' << 8) | 'c' => 12,
        _ => 0,
    };

    static bool TryReadClock(ReadOnlySpan<byte> text, out int hour, out int minute, out int second)
    {
        minute = 0;
        second = 0;
        return TryReadNumber(text, 2, out hour) && text.Length >= 8 && text[2] == ':' && text[5] == ':'
            && TryReadNumber(text[3..], 2, out minute) && TryReadNumber(text[6..], 2, out second);
    }

    static bool TryReadFraction(ref ReadOnlySpan<byte> text, out int nanoseconds)
    {
        nanoseconds = 0;
        if (text.IsEmpty || text[0] is not ((byte)'.' or (byte)','))
        {
            return true;
        }

        int digits = 0;
        while (digits + 1 < text.Length && char.IsAsciiDigit((char)text[digits + 1]))
        {
            digits++;
        }

        for (int i = 1; i <= 9; i++)
        {
            nanoseconds = (nanoseconds * 10) + (i <= digits ? text[i] - '0' : 0);
        }

        text = text[(digits + 1)..];
        return digits is >= 1 and <= 9;
    }

    static bool TryReadOffset(ref ReadOnlySpan<byte> text, out int? offset)
    {
        offset = null;
        if (text.IsEmpty || text[0] is not ((byte)'Z' or (byte)'+' or (byte)'-'))
        {
            return true;
        }

        if (text[0] == 'Z')
        {
            offset = 0;
            text = text[1..];
            return true;
        }

        int sign = text[0] == '-' ? -1 : 1;
        int colon = text.Length > 3 && text[3] == ':' ? 1 : 0;
        if (text.Length < 5 + colon || !TryReadNumber(text[1..], 2, out int hours)
            || !TryReadNumber(text[(3 + colon)..], 2, out int minutes) || minutes > 59)
        {
            return false;
        }

        offset = sign * ((hours * 60) + minutes);
        text = text[(5 + colon)..];
        return true;
    }

    static bool TryReadNumber(ReadOnlySpan<byte> text, int digits, out int number)
    {
        number = 0;
        if (text.Length < digits)
        {
            return false;
        }

        for (int i = 0; i < digits; i++)
        {
            int digit = text[i] - '0';
            if ((uint)digit > 9)
            {
                return false;
            }

            number = (number * 10) + digit;
        }

        return true;
    }
}
