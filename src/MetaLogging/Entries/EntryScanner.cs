using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using MetaLogging.Json;

namespace MetaLogging.Entries;

/// <summary>
/// Reads canonical JSON from left to right: no white space, no needless escapes. What is not so is refused with the member's name; it never
/// reads beyond the bytes, whatever they hold. UTF-8 is checked by whoever made it.
/// </summary>
internal ref struct EntryScanner(ReadOnlySpan<byte> bytes, string whole)
{
    /// <summary>
    /// Deeper than any event may nest, so that entries are read whatever the limit once was; shallow enough for the stack.
    /// </summary>
    const int DeepestLevel = 64;

    const int LengthOfUuid = 36;

    static readonly SearchValues<byte> EndsPlainText = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(c => (byte)c), (byte)'"', (byte)'\\']);

    int _position;

    /// <summary>The bytes that are read.</summary>
    public readonly ReadOnlySpan<byte> Bytes { get; } = bytes;

    /// <summary>Where the next byte is.</summary>
    public readonly int Position => _position;

    /// <summary>Takes one byte that must come next.</summary>
    public void Expect(byte value, string member)
    {
        if (!TryTake(value))
        {
            throw Malformed(member);
        }
    }

    /// <summary>Takes one byte if it comes next.</summary>
    public bool TryTake(byte value)
    {
        if ((uint)_position < (uint)Bytes.Length && Bytes[_position] == value)
        {
            _position++;
            return true;
        }

        return false;
    }

    /// <summary>Everything must have been read.</summary>
    public readonly void ExpectEnd()
    {
        if (_position != Bytes.Length)
        {
            throw Malformed(whole);
        }
    }

    /// <summary>The name of a member, without escapes, and the colon.</summary>
    public ReadOnlySpan<byte> ReadName(string member)
    {
        Expect((byte)'"', member);
        ReadOnlySpan<byte> rest = Bytes[_position..];
        int end = rest.IndexOf((byte)'"');
        if (end < 0 || end + 1 >= rest.Length || rest[end + 1] != ':')
        {
            throw Malformed(member);
        }

        _position += end + 2;
        return rest[..end];
    }

    public TextSlice ReadText(string member)
    {
        Expect((byte)'"', member);
        int start = _position;
        bool isPlain = true;
        while (true)
        {
            int end = Bytes[_position..].IndexOfAny(EndsPlainText);
            if (end < 0)
            {
                throw Malformed(member);
            }

            _position += end;
            byte c = Bytes[_position++];
            if (c == '"')
            {
                return new TextSlice(start, _position - 1 - start, isPlain);
            }

            if (c != '\\' || !SkipEscape())
            {
                throw Malformed(member);
            }

            isPlain = false;
        }
    }

    /// <summary>Passes over what follows a backslash: one of the escapes that canonical JSON writes.</summary>
    bool SkipEscape()
    {
        ReadOnlySpan<byte> rest = Bytes[_position..];
        if (rest.IsEmpty)
        {
            return false;
        }

        if (rest[0] is (byte)'"' or (byte)'\\' or (byte)'b' or (byte)'t' or (byte)'n' or (byte)'f' or (byte)'r')
        {
            _position++;
            return true;
        }

        _position += 5;
        return rest.Length >= 5 && rest.StartsWith("u00"u8) && rest[3] is (byte)'0' or (byte)'1'
            && rest[4] is (>= (byte)'0' and <= (byte)'9') or (>= (byte)'a' and <= (byte)'f');
    }

    public bool ReadBool(string member)
    {
        ReadOnlySpan<byte> rest = Bytes[_position..];
        bool value = rest.StartsWith("true"u8);
        if (!value && !rest.StartsWith("false"u8))
        {
            throw Malformed(member);
        }

        _position += value ? 4 : 5;
        return value;
    }

    /// <summary>An integer of at most ±2⁵³.</summary>
    public long ReadInteger(string member)
    {
        int start = _position;
        if (!Utf8Parser.TryParse(Bytes[start..], out long value, out int length)
            || value is < -CanonicalNumber.LargestInteger or > CanonicalNumber.LargestInteger)
        {
            throw Malformed(member);
        }

        _position += length;
        return value;
    }

    public int ReadCount(string member)
    {
        long value = ReadInteger(member);
        return value is >= 0 and <= int.MaxValue ? (int)value : throw Malformed(member);
    }

    public double ReadNumber(string member)
    {
        int start = _position;
        SkipNumber(member);
        bool isRead = double.TryParse(Bytes[start.._position], NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
        return isRead && double.IsFinite(value) ? value : throw Malformed(member);
    }

    public Guid ReadUuid(string member)
    {
        ReadOnlySpan<byte> text = ReadText(member).Of(Bytes);
        bool isLowerCase = text.Length == LengthOfUuid && !text.ContainsAnyInRange((byte)'A', (byte)'F');
        return isLowerCase && Utf8Parser.TryParse(text, out Guid id, out int length) && length == LengthOfUuid
            ? id
            : throw Malformed(member);
    }

    public long ReadTime(string member) =>
        TimestampText.TryParseCanonical(ReadText(member).Of(Bytes), out long nanoseconds) ? nanoseconds : throw Malformed(member);

    /// <summary>An array of texts; each is handed to the list, where there is one.</summary>
    public void ReadTexts(string member, List<TextSlice>? texts)
    {
        Expect((byte)'[', member);
        bool isFirst = true;
        while (!TryTake((byte)']'))
        {
            if (!isFirst)
            {
                Expect((byte)',', member);
            }

            isFirst = false;
            TextSlice text = ReadText(member);
            texts?.Add(text);
        }
    }

    /// <summary>Passes over any value, and checks that it is one.</summary>
    public void SkipValue(string member, int level = 0)
    {
        byte next = (uint)_position < (uint)Bytes.Length && level < DeepestLevel ? Bytes[_position] : throw Malformed(member);
        switch (next)
        {
            case (byte)'{':
                SkipItems(member, level, (byte)'}');
                break;
            case (byte)'[':
                SkipItems(member, level, (byte)']');
                break;
            case (byte)'"':
                ReadText(member);
                break;
            case (byte)'t' or (byte)'f':
                ReadBool(member);
                break;
            case (byte)'n':
                if (!Bytes[_position..].StartsWith("null"u8))
                {
                    throw Malformed(member);
                }

                _position += 4;
                break;
            default:
                SkipNumber(member);
                break;
        }
    }

    void SkipItems(string member, int level, byte close)
    {
        _position++;
        bool isFirst = true;
        while (!TryTake(close))
        {
            if (!isFirst)
            {
                Expect((byte)',', member);
            }

            isFirst = false;
            if (close == '}')
            {
                ReadText(member);
                Expect((byte)':', member);
            }

            SkipValue(member, level + 1);
        }
    }

    void SkipNumber(string member)
    {
        TryTake((byte)'-');
        bool isZero = TryTake((byte)'0');
        if (!isZero)
        {
            SkipDigits(member);
        }

        if (TryTake((byte)'.'))
        {
            SkipDigits(member);
        }

        if (TryTake((byte)'e'))
        {
            if (!TryTake((byte)'-'))
            {
                TryTake((byte)'+');
            }

            SkipDigits(member);
        }
    }

    void SkipDigits(string member)
    {
        int digits = Bytes[_position..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits is 0 or < 0)
        {
            throw Malformed(member);   // a number never ends an entry, a brace does
        }

        _position += digits;
    }

    public readonly EntryFormatException Malformed(string member) => new(
        member == whole ? $"The {whole} is malformed." : $"The member {member} of the {whole} is malformed.");

    /// <summary>A member that this version does not know, or one at the wrong place.</summary>
    public static EntryFormatException Unknown(string within, ReadOnlySpan<byte> name)
    {
        const int LongestName = 32;
        bool canBeShown = name.Length is > 0 and <= LongestName && name.IndexOfAnyExcept(NameCharacters) < 0;
        string shown = canBeShown ? $"the member {Encoding.ASCII.GetString(name)}" : "a member";
        return new EntryFormatException(
            $"The {within} has {shown}, which this version does not know there; "
            + "the entry was written by a newer version, or is not canonical.");
    }

    static readonly SearchValues<byte> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_"u8);
}
