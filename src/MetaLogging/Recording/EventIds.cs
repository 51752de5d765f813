using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MetaLogging.Recording;

/// <summary>
/// Makes event ids: UUIDv7 of RFC 9562, section 5.7, with 74 random bits. The random bytes are fetched for many at once, because asking the system for each costs more than all the rest.
/// Not thread-safe.
/// </summary>
internal sealed class EventIds
{
    const int RandomLength = 10;
    readonly byte[] _random = new byte[RandomLength * 128];
    int _used = RandomLength * 128;

    /// <param name="nanoseconds">The time, in nanoseconds since the epoch.</param>
    public Guid New(long nanoseconds)
    {
        if (_used == _random.Length)
        {
            RandomNumberGenerator.Fill(_random);
            _used = 0;
        }

        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(id, (nanoseconds / 1_000_000) << 16);
        _random.AsSpan(_used, RandomLength).CopyTo(id[6..]);
        _used += RandomLength;
        id[6] = (byte)(0x70 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return new Guid(id, bigEndian: true);
    }
}
