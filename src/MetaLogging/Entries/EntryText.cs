using System.Buffers;
using System.Text;

namespace MetaLogging.Entries;

/// <summary>A text member of an entry: absent, or UTF-8 as it stands in canonical JSON. Valid as long as the entry's bytes are.</summary>
public readonly ref struct EntryText
{
    readonly ReadOnlySpan<byte> _raw;

    internal EntryText(ReadOnlySpan<byte> bytes, TextSlice slice)
    {
        IsPresent = slice.IsPresent;
        IsPlain = slice.IsPlain;
        _raw = slice.Of(bytes);
    }

    /// <summary>Whether the member is there.</summary>
    public bool IsPresent { get; }

    /// <summary>The length in bytes of the value as UTF-8, at most: with escapes it may be less.</summary>
    public int MaxLength => _raw.Length;

    /// <summary>
    /// Whether the bytes are the value as they stand (no JSON escapes): then <see cref="Raw"/> is the value. False when absent.
    /// </summary>
    public bool IsPlain { get; }

    /// <summary>The bytes between the quotation marks; empty when absent.</summary>
    public ReadOnlySpan<byte> Raw => _raw;

    /// <summary>Writes the value as UTF-8 and answers its length in bytes; 0 when absent.</summary>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public int CopyTo(Span<byte> destination)
    {
        if (IsPlain)
        {
            _raw.CopyTo(destination);
            return _raw.Length;
        }

        int written = 0;
        ReadOnlySpan<byte> rest = _raw;
        while (true)
        {
            int escape = rest.IndexOf((byte)'\\');
            ReadOnlySpan<byte> plain = escape < 0 ? rest : rest[..escape];
            plain.CopyTo(destination[written..]);
            written += plain.Length;
            if (escape < 0)
            {
                return written;
            }

            // Canonical JSON escapes only these, and control characters as \u00xx.
            byte letter = rest[escape + 1];
            destination[written++] = letter switch
            {
                (byte)'b' => (byte)'\b',
                (byte)'t' => (byte)'\t',
                (byte)'n' => (byte)'\n',
                (byte)'f' => (byte)'\f',
                (byte)'r' => (byte)'\r',
                (byte)'u' => (byte)(((rest[escape + 4] - '0') << 4) | Hex(rest[escape + 5])),
                _ => letter,
            };
            rest = rest[(escape + (letter == 'u' ? 6 : 2))..];
        }
    }

    static int Hex(byte digit) => digit <= '9' ? digit - '0' : digit - 'a' + 10;

    /// <summary>The value; null when absent.</summary>
    public override string? ToString()
    {
        if (!IsPresent)
        {
            return null;
        }

        if (IsPlain)
        {
            return Encoding.UTF8.GetString(_raw);
        }

        byte[] value = ArrayPool<byte>.Shared.Rent(MaxLength);
        try
        {
            return Encoding.UTF8.GetString(value.AsSpan(0, CopyTo(value)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(value, clearArray: true);   // it held personal data
        }
    }
}
