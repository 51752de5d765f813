using System.Buffers.Text;

namespace MetaLogging.Json;

/// <summary>Escapes inside JSON strings, as bytes.</summary>
internal static class JsonEscapes
{
    /// <summary>Whether a string holds half of a surrogate pair as an escape. Escapes are right by JSON's grammar.</summary>
    public static bool HasLoneSurrogate(ReadOnlySpan<byte> raw)
    {
        bool isHighBefore = false;
        while (true)
        {
            int escape = raw.IndexOf((byte)'\\');
            if (isHighBefore && escape != 0)
            {
                return true;
            }

            if (escape < 0)
            {
                return false;
            }

            bool isUnicode = raw[escape + 1] == 'u';
            bool isRead = Utf8Parser.TryParse(isUnicode ? raw.Slice(escape + 2, 4) : "0"u8, out ushort unit, out _, 'X');

            bool isLow = char.IsLowSurrogate((char)unit);
            if (!isRead || isLow != isHighBefore)
            {
                return true;
            }

            isHighBefore = char.IsHighSurrogate((char)unit);
            raw = raw[(escape + (isUnicode ? 6 : 2))..];
        }
    }
}
