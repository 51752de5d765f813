using System.Buffers.Text;
using System.Globalization;

namespace MetaLogging.Json;

/// <summary>
/// Numbers as RFC 8785 spells them (ECMAScript's Number.prototype.toString), and the rule by which a number is taken: its shortest spelling
/// must have the very value that was sent, and must not be an integer beyond ±2⁵³.
/// </summary>
internal static class CanonicalNumber
{
    /// <summary>The most bytes a number takes.</summary>
    public const int LongestText = 32;

    /// <summary>2⁵³: beyond it a double does not hold every integer.</summary>
    public const long LargestInteger = 1L << 53;

    const int MostDigits = 17;
    const double FirstWithExponent = 1e21;

    /// <summary>Writes a number and answers its length.</summary>
    /// <exception cref="ArgumentException">It is not finite.</exception>
    public static int Format(double value, Span<byte> destination)
    {
        if (Math.Abs(value) <= LargestInteger && value == (long)value)
        {
            Utf8Formatter.TryFormat((long)value, destination, out int length);
            return length;
        }

        if (!double.IsFinite(value))
        {
            throw new ArgumentException("JSON has no NaN and no infinity; events are validated before they are encoded.", nameof(value));
        }

        Span<byte> text = stackalloc byte[LongestText];
        value.TryFormat(text, out int shortest, "R", CultureInfo.InvariantCulture);
        Span<byte> digits = stackalloc byte[MostDigits];
        Decompose(text[..shortest], digits, out int count, out int point);
        int written = 0;
        if (value < 0)
        {
            destination[written++] = (byte)'-';
        }

        return written + Lay(digits[..count], point, destination[written..]);
    }

    /// <summary>ECMAScript's layout of the digits d₁d₂…, whose value is 0.d₁d₂… × 10^point.</summary>
    static int Lay(ReadOnlySpan<byte> digits, int point, Span<byte> destination)
    {
        if (point is > 0 and <= 21)
        {
            if (digits.Length <= point)
            {
                digits.CopyTo(destination);
                destination[digits.Length..point].Fill((byte)'0');
                return point;
            }

            digits[..point].CopyTo(destination);
            destination[point] = (byte)'.';
            digits[point..].CopyTo(destination[(point + 1)..]);
            return digits.Length + 1;
        }

        if (point is > -6 and <= 0)
        {
            int zeros = 2 - point;
            destination[..zeros].Fill((byte)'0');
            destination[1] = (byte)'.';
            digits.CopyTo(destination[zeros..]);
            return zeros + digits.Length;
        }

        int written = 0;
        destination[written++] = digits[0];
        if (digits.Length > 1)
        {
            destination[written++] = (byte)'.';
            digits[1..].CopyTo(destination[written..]);
            written += digits.Length - 1;
        }

        int exponent = point - 1;
        destination[written++] = (byte)'e';
        destination[written++] = exponent < 0 ? (byte)'-' : (byte)'+';
        Utf8Formatter.TryFormat(Math.Abs(exponent), destination[written..], out int length);
        return written + length;
    }

    /// <summary>The double of a JSON number, if that double's shortest spelling has the same value; −0 becomes 0.</summary>
    /// <param name="literal">A number by JSON's grammar.</param>
    /// <param name="value">The number.</param>
    public static bool TryParseExact(ReadOnlySpan<byte> literal, out double value)
    {
        value = 0;
        Span<byte> sent = stackalloc byte[MostDigits];
        if (!Decompose(literal, sent, out int sentCount, out int sentPoint))
        {
            return false;
        }

        if (sentCount == 0)
        {
            return true;
        }

        if (!double.TryParse(literal, NumberStyles.Float, CultureInfo.InvariantCulture, out value) || !IsTaken(value))
        {
            return false;
        }

        Span<byte> text = stackalloc byte[LongestText];
        value.TryFormat(text, out int length, "R", CultureInfo.InvariantCulture);
        Span<byte> kept = stackalloc byte[MostDigits];
        Decompose(text[..length], kept, out int keptCount, out int keptPoint);
        return sentPoint == keptPoint && sent[..sentCount].SequenceEqual(kept[..keptCount]);
    }

    /// <summary>Whether a double is finite and its canonical spelling is not an integer beyond ±2⁵³.</summary>
    public static bool IsTaken(double value) =>
        Math.Abs(value) <= LargestInteger || (Math.Abs(value) >= FirstWithExponent && double.IsFinite(value));

    /// <summary>
    /// Significant digits without zeros at either end, and the place of the point: the value is 0.d₁d₂… × 10^point. False: too many digits.
    /// </summary>
    static bool Decompose(ReadOnlySpan<byte> text, Span<byte> digits, out int count, out int point)
    {
        count = 0;
        point = 0;
        int zeros = 0;
        bool isFraction = false;
        int i = 0;
        for (; i < text.Length && (text[i] | 0x20) != 'e'; i++)
        {
            byte c = text[i];
            if (c == '.')
            {
                isFraction = true;
            }
            else if (c is >= (byte)'0' and <= (byte)'9')
            {
                if (c == '0')
                {
                    // A zero counts only when another digit follows; before the first digit it only moves the point.
                    zeros += count > 0 ? 1 : 0;
                    point += count > 0 ? (isFraction ? 0 : 1) : (isFraction ? -1 : 0);
                    continue;
                }

                if (count + zeros >= digits.Length)
                {
                    return false;
                }

                digits.Slice(count, zeros).Fill((byte)'0');
                count += zeros;
                zeros = 0;
                digits[count++] = c;
                point += isFraction ? 0 : 1;
            }
        }

        if (i < text.Length && count > 0)
        {
            point += Exponent(text[(i + 1)..]);
        }

        return true;
    }

    static int Exponent(ReadOnlySpan<byte> text)
    {
        const int FarBeyondAnyDouble = 100_000;
        bool isNegative = text[0] == '-';
        int exponent = 0;
        foreach (byte c in text)
        {
            if (c is >= (byte)'0' and <= (byte)'9')
            {
                exponent = Math.Min((exponent * 10) + (c - '0'), FarBeyondAnyDouble);
            }
        }

        return isNegative ? -exponent : exponent;
    }
}
