using System.Security.Cryptography;
using MetaLogging.Events;
using MetaLogging.Json;

namespace MetaLogging.Exports;

/// <summary>An event that the store picked, and enough of what the store shows to see whether the journal has it so, in a few bytes.</summary>
internal readonly record struct Match
{
    readonly UInt128 _digest;
    readonly EntryParts _erased;

    Match(long sequence, UInt128 digest, EntryParts erased) => (Sequence, _digest, _erased) = (sequence, digest, erased);

    /// <summary>Its sequence.</summary>
    public long Sequence { get; }

    /// <summary>Of an event as the store shows it.</summary>
    public static Match Of<T>(Recorded<T> item)
        where T : TrailEvent
    {
        CanonicalBuffer json = new();
        ItemWriter.Write(item, json);
        return new(item.Sequence, Digest(json.Written), item.Erased);
    }

    /// <summary>Whether the journal has it so. What was erased since the store was asked need not be the same.</summary>
    /// <param name="item">The event as the journal has it, as JSON.</param>
    /// <param name="erased">Which of its parts are erased there.</param>
    public bool IsOf(ReadOnlySpan<byte> item, EntryParts erased) =>
        erased == _erased ? Digest(item) == _digest : (_erased & ~erased) == EntryParts.None;

    static UInt128 Digest(ReadOnlySpan<byte> item)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(item, digest);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(digest);
    }
}
