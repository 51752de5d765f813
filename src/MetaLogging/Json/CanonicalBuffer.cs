using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;
using MetaLogging.Events;

namespace MetaLogging.Json;

/// <summary>
/// A growing buffer of canonical JSON (RFC 8785) in UTF-8. Members are written with a comma before them; <see cref="CloseObject"/> turns
/// the first comma into the brace, so that nobody has to know which member comes first. Not thread-safe.
/// </summary>
internal sealed class CanonicalBuffer
{
    const int LongestEscape = 6;
    static readonly SearchValues<char> NeedsEscape = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\']);

    const int FirstLength = 1024;

    /// <summary>A buffer of a thread does not keep more than this.</summary>
    const int MostKept = 256 << 10;

    [ThreadStatic]
    static CanonicalBuffer? _ofThread;

    byte[] _bytes = new byte[FirstLength];

    /// <summary>
    /// The empty buffer of this thread, for one use that begins and ends in one method; it lives as long as the thread, which spares each
    /// use a new one.
    /// </summary>
    public static CanonicalBuffer OfThread()
    {
        CanonicalBuffer buffer = _ofThread ??= new CanonicalBuffer();
        buffer.Length = 0;
        return buffer;
    }

    /// <summary>How many bytes were written. Setting it back takes the last ones away.</summary>
    public int Length { get; set; }

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>The same as memory.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    /// <summary>A slice of what was written, to be filled in later.</summary>
    public Span<byte> Slice(int start, int length) => _bytes.AsSpan(0, Length).Slice(start, length);

    /// <summary>Forgets what was written, also in memory: it may hold personal data.</summary>
    /// <param name="mostKept">A larger buffer is given up.</param>
    public void Clear(int mostKept = MostKept)
    {
        _bytes.AsSpan(0, Length).Clear();
        Length = 0;
        if (_bytes.Length > mostKept)
        {
            _bytes = new byte[FirstLength];
        }
    }

    /// <summary>Appends bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Appends room for bytes that are filled in later.</summary>
    public int Skip(int length)
    {
        Reserve(length);
        int start = Length;
        Length += length;
        return start;
    }

    public void Byte(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    /// <summary>Ends an object whose members begin at <paramref name="start"/>, each with a comma before it.</summary>
    public void CloseObject(int start)
    {
        if (start == Length)
        {
            Byte((byte)'{');
        }
        else
        {
            _bytes[start] = (byte)'{';
        }

        Byte((byte)'}');
    }

    /// <summary>Ends an array whose values begin at <paramref name="start"/>, each with a comma before it.</summary>
    public void CloseArray(int start)
    {
        if (start == Length)
        {
            Byte((byte)'[');
        }
        else
        {
            _bytes[start] = (byte)'[';
        }

        Byte((byte)']');
    }

    /// <summary>A text with its quotation marks.</summary>
    /// <exception cref="ArgumentException">It holds a lone surrogate.</exception>
    public void Text(string value)
    {
        if (!TryText(value))
        {
            throw new ArgumentException("A text holds a lone surrogate; events are validated before they are encoded.", nameof(value));
        }
    }

    /// <summary>A member whose name is given with comma and colon, unless it is null.</summary>
    public void Member(ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            Raw(name);
            Text(value);
        }
    }

    /// <summary>An array of texts.</summary>
    public void Texts(IReadOnlyList<string> values)
    {
        int start = Length;
        for (int i = 0; i < values.Count; i++)
        {
            Byte((byte)',');
            Text(values[i]);
        }

        CloseArray(start);
    }

    /// <summary>A text with its quotation marks; false where it holds a lone surrogate, and then nothing is written.</summary>
    public bool TryText(ReadOnlySpan<char> value)
    {
        Span<byte> destination = Reserve((value.Length * LongestEscape) + 2);
        destination[0] = (byte)'"';
        int plain = CopyPlain(value, ref destination[1]);
        int written = 1 + plain;
        if (plain < value.Length)
        {
            int rest = Escape(value[plain..], destination[written..]);
            if (rest < 0)
            {
                return false;
            }

            written += rest;
        }

        destination[written] = (byte)'"';
        Length += written + 1;
        return true;
    }

    /// <summary>Copies characters until one is not ASCII or needs an escape, and answers how many.</summary>
    static int CopyPlain(ReadOnlySpan<char> source, ref byte destination)
    {
        ref ushort from = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(source));
        int i = 0;
        if (source.Length >= Vector128<byte>.Count)
        {
            int last = source.Length - Vector128<byte>.Count;
            while (true)
            {
                Vector128<byte> bytes = Vector128.NarrowWithSaturation(
                    Vector128.LoadUnsafe(ref from, (nuint)i), Vector128.LoadUnsafe(ref from, (nuint)i + 8));
                bytes.StoreUnsafe(ref destination, (nuint)i);

                // Saturation made 0xFF of everything above; as signed bytes all that is not ASCII is negative.
                Vector128<byte> special = Vector128.LessThan(bytes.AsSByte(), Vector128.Create((sbyte)0x20)).AsByte()
                    | Vector128.Equals(bytes, Vector128.Create((byte)'"')) | Vector128.Equals(bytes, Vector128.Create((byte)'\\'));
                if (special != Vector128<byte>.Zero)
                {
                    return i + System.Numerics.BitOperations.TrailingZeroCount(special.ExtractMostSignificantBits());
                }

                if (i == last)
                {
                    return source.Length;
                }

                i = Math.Min(i + Vector128<byte>.Count, last);
            }
        }

        for (; i < source.Length; i++)
        {
            ushort c = Unsafe.Add(ref from, i);
            if (c is < 0x20 or > 0x7F or '"' or '\\')
            {
                return i;
            }

            Unsafe.Add(ref destination, i) = (byte)c;
        }

        return i;
    }

    /// <summary>Writes characters of any kind and answers the bytes; −1 for a lone surrogate.</summary>
    static int Escape(ReadOnlySpan<char> rest, Span<byte> destination)
    {
        int written = 0;
        while (true)
        {
            int run = rest.IndexOfAny(NeedsEscape);
            ReadOnlySpan<char> plain = run < 0 ? rest : rest[..run];
            if (Utf8.FromUtf16(plain, destination[written..], out _, out int bytes, replaceInvalidSequences: false) != OperationStatus.Done)
            {
                return -1;
            }

            written += bytes;
            if (run < 0)
            {
                return written;
            }

            written += EscapeOne(rest[run], destination[written..]);
            rest = rest[(run + 1)..];
        }
    }

    static int EscapeOne(char c, Span<byte> destination)
    {
        destination[0] = (byte)'\\';
        byte letter = c switch
        {
            '"' => (byte)'"',
            '\\' => (byte)'\\',
            '\b' => (byte)'b',
            '\t' => (byte)'t',
            '\n' => (byte)'n',
            '\f' => (byte)'f',
            '\r' => (byte)'r',
            _ => 0,
        };
        if (letter != 0)
        {
            destination[1] = letter;
            return 2;
        }

        "u00"u8.CopyTo(destination[1..]);
        destination[4] = (byte)('0' + (c >> 4));
        destination[5] = "0123456789abcdef"u8[c & 15];
        return LongestEscape;
    }

    public void Bool(bool value) => Raw(value ? "true"u8 : "false"u8);

    public void Number(long value)
    {
        Utf8Formatter.TryFormat(value, Reserve(20), out int written);
        Length += written;
    }

    /// <summary>A number as ECMAScript spells it.</summary>
    /// <exception cref="ArgumentException">It is not finite.</exception>
    public void Number(double value) => Length += CanonicalNumber.Format(value, Reserve(CanonicalNumber.LongestText));

    /// <summary>A UUID in lower case, with its quotation marks.</summary>
    public void Uuid(Guid value)
    {
        Span<byte> destination = Reserve(38);
        destination[0] = (byte)'"';
        value.TryFormat(destination[1..], out _);
        destination[37] = (byte)'"';
        Length += 38;
    }

    /// <summary>A time as <c>YYYY-MM-DDThh:mm:ss[.f…]Z</c>, with its quotation marks.</summary>
    public void Time(long nanoseconds)
    {
        Span<byte> destination = Reserve(TimestampText.LongestText + 2);
        destination[0] = (byte)'"';
        int length = TimestampText.Format(nanoseconds, destination[1..]);
        destination[length + 1] = (byte)'"';
        Length += length + 2;
    }

    /// <summary>Bytes in base64url without padding, with its quotation marks.</summary>
    public void Base64(ReadOnlySpan<byte> bytes)
    {
        Span<byte> destination = Reserve(Base64Url.GetEncodedLength(bytes.Length) + 2);
        destination[0] = (byte)'"';
        int length = Base64Url.EncodeToUtf8(bytes, destination[1..]);
        destination[length + 1] = (byte)'"';
        Length += length + 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Span<byte> Reserve(int length)
    {
        if (_bytes.Length - Length < length)
        {
            Grow(length);
        }

        return _bytes.AsSpan(Length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void Grow(int length) => Array.Resize(ref _bytes, checked(Math.Max(_bytes.Length * 2, Length + length)));
}
