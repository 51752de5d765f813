using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MetaLogging.Import;

/// <summary>
/// Derives the id of an event from its line: UUIDv8 of HMAC-SHA-256 under the installation's key over
/// <c>metalog-import/v1 ␀ format ␀ year ␀ occurrence (8 bytes, big-endian) line</c>. The year is empty but where <c>--year</c> gave it. Not
/// thread-safe.
/// </summary>
/// <remarks>
/// To count how often a line was there it keeps 16 bytes of each line that is an event: in a hash set 30 to 60 bytes of memory, so that a
/// log of ten million events takes about half a GiB at most. A line that comes again takes about 60 more, once.
/// </remarks>
internal sealed class DerivedIds : IDisposable
{
    const int OccurrenceLength = 8;

    readonly IncrementalHash _hmac;
    readonly byte[] _domain;
    readonly HashSet<UInt128> _seen = [];
    readonly Dictionary<UInt128, long> _repeated = [];

    public DerivedIds(InstallationKey key, ReadOnlySpan<byte> format)
    {
        _hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key.Secret);
        _domain = [.. "metalog-import/v1\0"u8, .. format, 0];
    }

    /// <summary>The id of a line, given without its line end.</summary>
    /// <param name="year">The year where it was given; null: it is not part of the id.</param>
    public Guid Next(ReadOnlySpan<byte> line, int? year)
    {
        UInt128 first = Derive(line, year, 1);
        if (_seen.Add(first))
        {
            return ToGuid(first);
        }

        ref long before = ref CollectionsMarshal.GetValueRefOrAddDefault(_repeated, first, out bool exists);
        before = exists ? before + 1 : 2;
        return ToGuid(Derive(line, year, before));
    }

    public void Dispose() => _hmac.Dispose();

    UInt128 Derive(ReadOnlySpan<byte> line, int? year, long occurrence)
    {
        const int YearLength = 5;
        int length = _domain.Length + YearLength + OccurrenceLength + line.Length;
        byte[]? rented = length > 1024 ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> text = rented ?? stackalloc byte[1024];
        _domain.CopyTo(text);
        int at = _domain.Length;
        if (year is { } given)
        {
            given.TryFormat(text[at..], out int written, provider: System.Globalization.CultureInfo.InvariantCulture);
            at += written;
        }

        text[at++] = 0;
        BinaryPrimitives.WriteInt64BigEndian(text[at..], occurrence);
        at += OccurrenceLength;
        line.CopyTo(text[at..]);
        _hmac.AppendData(text[..(at + line.Length)]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _hmac.GetHashAndReset(hash);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }

        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <summary>RFC 9562, 5.8: version 8, the variant, and 122 bits of ours.</summary>
    static Guid ToGuid(UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }
}
