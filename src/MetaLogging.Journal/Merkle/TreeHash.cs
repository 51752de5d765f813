using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Journaling.Merkle;

/// <summary>A hash of the Merkle tree: 32 bytes, SHA-256 as in RFC 6962, section 2.1.</summary>
[InlineArray(Length)]
internal struct TreeHash : IEquatable<TreeHash>
{
    /// <summary>The length of a hash in bytes.</summary>
    public const int Length = 32;

    /// <summary>The root of a tree without entries: SHA-256 of nothing.</summary>
    public static readonly TreeHash Empty = Of(SHA256.HashData([]));

    byte _first;

    /// <summary>Takes over 32 bytes.</summary>
    public static TreeHash Of(ReadOnlySpan<byte> bytes)
    {
        TreeHash hash = default;
        bytes[..Length].CopyTo(hash);
        return hash;
    }

    /// <summary>The hash of an entry: SHA-256(0x00 ‖ entry).</summary>
    public static TreeHash Leaf(ReadOnlySpan<byte> entry)
    {
        Span<byte> message = entry.Length < 2048 ? stackalloc byte[entry.Length + 1] : new byte[entry.Length + 1];
        message[0] = 0x00;
        entry.CopyTo(message[1..]);
        TreeHash hash = default;
        SHA256.HashData(message, hash);
        return hash;
    }

    /// <summary>The hash over two: SHA-256(0x01 ‖ left ‖ right).</summary>
    public static TreeHash Node(in TreeHash left, in TreeHash right)
    {
        Span<byte> message = stackalloc byte[1 + (2 * Length)];
        message[0] = 0x01;
        left.Bytes.CopyTo(message[1..]);
        right.Bytes.CopyTo(message[(1 + Length)..]);
        TreeHash hash = default;
        SHA256.HashData(message, hash);
        return hash;
    }

    /// <summary>Its bytes.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Bytes => MemoryMarshal.CreateReadOnlySpan(in _first, Length);

    /// <summary>Reads base64 of exactly 32 bytes; false when it is anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> base64, out TreeHash hash)
    {
        hash = default;
        return StrictBase64.TryDecode(base64, hash, out int length) && length == Length;
    }

    public readonly bool Equals(TreeHash other) => Bytes.SequenceEqual(other.Bytes);

    public override readonly bool Equals(object? obj) => obj is TreeHash other && Equals(other);

    public override readonly int GetHashCode() => MemoryMarshal.Read<int>(Bytes);

    /// <summary>In base64, as in checkpoints and proofs.</summary>
    public override readonly string ToString() => Convert.ToBase64String(Bytes);

    public static bool operator ==(in TreeHash left, in TreeHash right) => left.Equals(right);

    public static bool operator !=(in TreeHash left, in TreeHash right) => !left.Equals(right);
}
