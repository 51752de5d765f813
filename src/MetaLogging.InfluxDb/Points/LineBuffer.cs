using System.Buffers;
using System.Buffers.Text;
using System.Text;
using MetaLogging.Entries;

namespace MetaLogging.InfluxDb.Points;

/// <summary>
/// Writes line protocol into memory that is used again. All text goes through its two escapers, the one for names and tags and the one for
/// field values: nothing else keeps a value from becoming a point of its own.
/// </summary>
/// <remarks>InfluxDB's documentation, "Line protocol"; a string field escapes only backslash and quotation mark, and may hold line ends.</remarks>
internal sealed class LineBuffer
{
    static readonly SearchValues<byte> SpecialInText = SearchValues.Create("\"\\"u8);
    static readonly SearchValues<byte> SpecialInTag = SearchValues.Create(",= "u8);
    static readonly SearchValues<byte> ImpossibleInTag = SearchValues.Create("\n\r\\"u8);

    byte[] _bytes = new byte[64 << 10];
    int _length;

    public int Length => _length;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public void Clear()
    {
        // It held personal data.
        Array.Clear(_bytes, 0, _length);
        _length = 0;
    }

    /// <summary>Takes back what was written behind a place.</summary>
    public void CutTo(int length) => _length = length;

    /// <summary>Writes what is line protocol already.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _length += bytes.Length;
    }

    public void Byte(byte one)
    {
        Room(1)[0] = one;
        _length++;
    }

    /// <summary>A tag's value, or any name. A line end can't stand there at all, and a backslash not before what is special.</summary>
    /// <exception cref="EntryFormatException">The text can't be a tag.</exception>
    public void Tag(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text.ContainsAny(ImpossibleInTag))
        {
            throw new EntryFormatException("A name is empty, or holds a line end or a backslash, and can't be a tag.");
        }

        Escaped(text, SpecialInTag);
    }

    public void Integer(long value)
    {
        Utf8Formatter.TryFormat(value, Room(21), out int written);
        _length += written;
        Byte((byte)'i');
    }

    /// <summary>A number without the letter of an integer: a time.</summary>
    public void Time(long value)
    {
        Utf8Formatter.TryFormat(value, Room(21), out int written);
        _length += written;
    }

    public void Float(double value)
    {
        value.TryFormat(Room(32), out int written, "R", System.Globalization.CultureInfo.InvariantCulture);
        _length += written;
    }

    public void Boolean(bool value) => Byte(value ? (byte)'t' : (byte)'f');

    /// <summary>A text field's value in its quotation marks.</summary>
    public void Text(ReadOnlySpan<byte> value)
    {
        Byte((byte)'"');
        Escaped(value);
        Byte((byte)'"');
    }

    /// <summary>The same, of an entry.</summary>
    public void Text(EntryText value)
    {
        Byte((byte)'"');
        if (value.IsPlain)
        {
            Escaped(value.Raw);
        }
        else
        {
            byte[] rented = ArrayPool<byte>.Shared.Rent(value.MaxLength);
            try
            {
                Escaped(rented.AsSpan(0, value.CopyTo(rented)));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(rented, clearArray: true);   // it held personal data
            }
        }

        Byte((byte)'"');
    }

    /// <summary>Within the quotation marks of a text field.</summary>
    public void Escaped(ReadOnlySpan<byte> value) => Escaped(value, SpecialInText);

    void Escaped(ReadOnlySpan<byte> value, SearchValues<byte> specials)
    {
        while (value.IndexOfAny(specials) is >= 0 and int special)
        {
            Raw(value[..special]);
            Byte((byte)'\\');
            Byte(value[special]);
            value = value[(special + 1)..];
        }

        Raw(value);
    }

    public override string ToString() => Encoding.UTF8.GetString(_bytes, 0, _length);

    Span<byte> Room(int length)
    {
        if (_bytes.Length - _length < length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + length));
        }

        return _bytes.AsSpan(_length);
    }
}
