using MetaLogging.Events;

namespace MetaLogging.Json;

/// <summary>Times as RFC 3339 text, to the nanosecond.</summary>
internal static class TimestampText
{
    /// <summary>The most bytes a time takes: <c>2026-01-31T12:30:45.123456789Z</c>.</summary>
    public const int LongestText = 30;

    const int SecondsPerDay = 86_400;

    /// <summary>Writes <c>YYYY-MM-DDThh:mm:ss[.f…]Z</c> with trailing zeros cut, and answers its length.</summary>
    /// <param name="nanoseconds">Since the epoch; any value, also before 1970.</param>
    /// <param name="destination">At least <see cref="LongestText"/> bytes.</param>
    public static int Format(long nanoseconds, Span<byte> destination)
    {
        (long seconds, long fraction) = Math.DivRem(nanoseconds, UnixTime.NanosecondsPerSecond);
        if (fraction < 0)
        {
            seconds--;
            fraction += UnixTime.NanosecondsPerSecond;
        }

        (long days, long second) = Math.DivRem(seconds, SecondsPerDay);
        if (second < 0)
        {
            days--;
            second += SecondsPerDay;
        }

        (int year, int month, int day) = Date(days);
        _ = destination[LongestText - 1];
        Two(year / 100, destination, 0);
        Two(year % 100, destination, 2);
        destination[4] = (byte)'-';
        Two(month, destination, 5);
        destination[7] = (byte)'-';
        Two(day, destination, 8);
        destination[10] = (byte)'T';
        Two((int)second / 3600, destination, 11);
        destination[13] = (byte)':';
        Two((int)second / 60 % 60, destination, 14);
        destination[16] = (byte)':';
        Two((int)second % 60, destination, 17);
        int length = 19;
        if (fraction > 0)
        {
            destination[length++] = (byte)'.';
            int rest = (int)fraction;
            for (int digit = 8; digit >= 0; digit--)
            {
                (rest, int unit) = Math.DivRem(rest, 10);
                destination[length + digit] = (byte)('0' + unit);
            }

            length += 9;
            while (destination[length - 1] == '0')
            {
                length--;
            }
        }

        destination[length++] = (byte)'Z';
        return length;
    }

    /// <summary>The same as text.</summary>
    public static string Format(long nanoseconds)
    {
        Span<byte> text = stackalloc byte[LongestText];
        return System.Text.Encoding.ASCII.GetString(text[..Format(nanoseconds, text)]);
    }

    /// <summary>
    /// Reads an RFC 3339 time. One before 1677 or after 2262 saturates, so that checking the range says what is wrong with it.
    /// </summary>
    public static TimestampProblem Parse(ReadOnlySpan<byte> text, out long nanoseconds)
    {
        nanoseconds = 0;
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) != 't' || text[13] != ':' || text[16] != ':'
            || !Number(text[..4], out int year) || !Number(text[5..7], out int month) || !Number(text[8..10], out int day)
            || !Number(text[11..13], out int hour) || !Number(text[14..16], out int minute) || !Number(text[17..19], out int second)
            || year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return TimestampProblem.NotATime;
        }

        text = text[19..];
        long fraction = 0;
        if (text.Length > 0 && text[0] == '.')
        {
            int end = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            ReadOnlySpan<byte> digits = end < 0 ? text[1..] : text[1..(end + 1)];
            if (digits.Length == 0)
            {
                return TimestampProblem.NotATime;
            }

            if (digits.Length > 9)
            {
                return TimestampProblem.TooManyDigits;
            }

            Number(digits, out int value);
            fraction = value;
            for (int i = digits.Length; i < 9; i++)
            {
                fraction *= 10;
            }

            text = text[(digits.Length + 1)..];
        }

        if (text.IsEmpty)
        {
            return TimestampProblem.NoZone;
        }

        if (!Zone(text, out int offset))
        {
            return TimestampProblem.NotATime;
        }

        long days = new DateOnly(year, month, day).DayNumber - EpochDay;
        long seconds = (days * SecondsPerDay) + (hour * 3600) + (minute * 60) + second - offset;
        Int128 exact = ((Int128)seconds * UnixTime.NanosecondsPerSecond) + fraction;
        nanoseconds = (long)Int128.Clamp(exact, long.MinValue, long.MaxValue);
        return TimestampProblem.None;
    }

    /// <summary>Reads a time as it is written in facts: in UTC, with trailing zeros cut, from 1677 to 2262.</summary>
    public static bool TryParseCanonical(ReadOnlySpan<byte> text, out long nanoseconds)
    {
        if (text.Length is < 20 or > LongestText || text[^1] != 'Z' || text[10] != 'T'
            || Parse(text, out nanoseconds) != TimestampProblem.None || nanoseconds is long.MinValue or long.MaxValue)
        {
            nanoseconds = 0;
            return false;
        }

        return text.Length == 20 || text[^2] != '0';
    }

    static readonly int EpochDay = new DateOnly(1970, 1, 1).DayNumber;

    static bool Zone(ReadOnlySpan<byte> text, out int offset)
    {
        offset = 0;
        if (text.Length == 1 && (text[0] | 0x20) == 'z')
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || !Number(text[1..3], out int hours) || !Number(text[4..6], out int minutes) || hours > 23 || minutes > 59)
        {
            return false;
        }

        offset = ((hours * 3600) + (minutes * 60)) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    static bool Number(ReadOnlySpan<byte> digits, out int value)
    {
        value = 0;
        foreach (byte c in digits)
        {
            if (c is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + (c - '0');
        }

        return true;
    }

    static void Two(int value, Span<byte> destination, int at)
    {
        destination[at] = (byte)('0' + (value / 10));
        destination[at + 1] = (byte)('0' + (value % 10));
    }

    /// <summary>Days since the epoch to a date of the Gregorian calendar.</summary>
    static (int Year, int Month, int Day) Date(long days)
    {
        DateOnly date = DateOnly.FromDayNumber((int)days + EpochDay);
        return (date.Year, date.Month, date.Day);
    }
}
