using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MetaLogging.Server.Demo;

/// <summary>
/// Random numbers that are the same for the same key on every machine: SplitMix64 from the SHA-256 of the key, and no arithmetic that a
/// processor may round its own way. Not thread-safe, and no source of secrets.
/// </summary>
internal sealed class Dice
{
    ulong _state;

    public Dice(string key)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), digest);
        _state = BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }

    /// <summary>A whole number from 0 to <paramref name="end"/>, without it.</summary>
    public int Below(int end) => (int)Math.BigMul(Next(), (ulong)end, out _);

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>A time between two, to the millisecond.</summary>
    public TimeSpan Between(TimeSpan least, TimeSpan most) =>
        least + TimeSpan.FromMilliseconds(Below((int)(most - least).TotalMilliseconds + 1));

    /// <summary>A number from 0 to 1, without 1.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1L << 53));

    /// <summary>True with this probability, 0 to 1.</summary>
    public bool Chance(double probability) => Fraction() < probability;

    /// <summary>A pause as people make them, in seconds: mostly short, now and then long.</summary>
    public TimeSpan Pause(int least, int most)
    {
        double fraction = Fraction();
        return TimeSpan.FromMilliseconds((least * 1000) + (long)((most - least) * 1000 * fraction * fraction));
    }

    /// <summary>One of these, each as likely.</summary>
    public T Of<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    /// <summary>Hexadecimal digits, at most 32, in lower case.</summary>
    public string Hex(int digits) =>
        string.Create(CultureInfo.InvariantCulture, $"{Next():x16}{(digits > 16 ? Next() : 0):x16}")[..digits];

    /// <summary>A UUID that was made up: version 8 of RFC 9562.</summary>
    public Guid Uuid()
    {
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(id, Next());
        BinaryPrimitives.WriteUInt64BigEndian(id[8..], Next());
        id[6] = (byte)(0x80 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return new Guid(id, bigEndian: true);
    }

    ulong Next()
    {
        ulong mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
