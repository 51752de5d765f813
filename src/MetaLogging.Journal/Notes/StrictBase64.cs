namespace MetaLogging.Journaling.Notes;

/// <summary>
/// Base64 (RFC 4648, section 4) with one spelling for each value: without spaces, with padding, and with the unused bits zero. The system's own decoder
/// lets other spellings pass, and then a changed proof would still hold.
/// </summary>
internal static class StrictBase64
{
    /// <summary>Decodes into <paramref name="bytes"/>; false when it is no base64, not its one spelling, or too long.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes, out int length)
    {
        if (!Convert.TryFromBase64Chars(text, bytes, out length))
        {
            return false;
        }

        Span<char> again = text.Length <= 512 ? stackalloc char[text.Length] : new char[text.Length];
        return Convert.TryToBase64Chars(bytes[..length], again, out int written) && again[..written].SequenceEqual(text);
    }

    /// <summary>Decodes; null when it is no base64 or not its one spelling.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        byte[] bytes = new byte[(text.Length / 4 * 3) + 3];
        return TryDecode(text, bytes, out int length) ? bytes[..length] : null;
    }
}
