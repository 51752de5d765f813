using System.Buffers;
using System.Globalization;
using System.Text;

namespace MetaLogging.Server.Output;

/// <summary>
/// Text as a terminal may show it. What people send into an audit trail may hold line breaks that forge lines, escape sequences that a
/// terminal obeys, and marks that turn the direction of writing around: all of that becomes visible, and one line.
/// </summary>
internal static class VisibleText
{
    /// <summary>
    /// The text with everything that is not to be seen made visible: an escape as <c>␛</c>, a right-to-left override as
    /// <c>&lt;U+202E&gt;</c>.
    /// </summary>
    public static string Of(string text)
    {
        int first = IndexOfInvisible(text);
        if (first < 0)
        {
            return text;
        }

        StringBuilder visible = new(text, 0, first, text.Length + 16);
        ReadOnlySpan<char> rest = text.AsSpan(first);
        while (!rest.IsEmpty)
        {
            bool whole = Rune.DecodeFromUtf16(rest, out Rune rune, out int length) == OperationStatus.Done;
            int value = whole ? rune.Value : rest[0];
            _ = value switch
            {
                < 0x20 => visible.Append((char)(0x2400 + value)),
                0x7F => visible.Append('\u2421'),
                _ when !whole || IsInvisible(rune) => visible.Append(CultureInfo.InvariantCulture, $"<U+{value:X4}>"),
                _ => visible.Append(rest[..length]),
            };
            rest = rest[length..];
        }

        return visible.ToString();
    }

    /// <summary>
    /// Writes JSON with all that is invisible beyond ASCII as escapes. Such characters stand only in strings, so the values stay the same.
    /// </summary>
    public static void EscapeJson(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        while (!json.IsEmpty)
        {
            int plain = json.IndexOfAnyExceptInRange((byte)0x00, (byte)0x7E);
            plain = plain < 0 ? json.Length : plain;
            output.Write(json[..plain]);
            json = json[plain..];
            if (!json.IsEmpty)
            {
                _ = Rune.DecodeFromUtf8(json, out Rune rune, out int length);
                EscapeJson(rune, json[..length], output);
                json = json[length..];
            }
        }
    }

    static void EscapeJson(Rune rune, ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        if (!IsInvisible(rune))
        {
            output.Write(bytes);
            return;
        }

        Span<char> units = stackalloc char[2];
        foreach (char unit in units[..rune.EncodeToUtf16(units)])
        {
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"), output);
        }
    }

    static int IndexOfInvisible(string text)
    {
        int index = 0;
        while (index < text.Length)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(index), out Rune rune, out int length) != OperationStatus.Done || IsInvisible(rune))
            {
                return index;
            }

            index += length;
        }

        return -1;
    }

    // Printable ASCII is nearly all there is.
    static bool IsInvisible(Rune rune) => rune.Value is < 0x20 or > 0x7E && Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate;
}
