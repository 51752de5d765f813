using System.Buffers;
using System.Security.Cryptography;

namespace MetaLogging.Entries;

/// <summary>
/// How a fact commits to its detail. Of SHA-256(salt ‖ 0x01) the first 16 bytes are the actor's salt, the last 16 the client's; of
/// SHA-256(salt ‖ 0x02) likewise the subject's and the content's. A part's digest is SHA-256(its salt ‖ its canonical JSON), or zeros where
/// it is empty; the fact holds SHA-256 of the four digests in that order.
/// </summary>
internal static class DetailCommitment
{
    public const int PartCount = 4;
    public const int SaltLength = 16;
    public const int DigestLength = 32;

    /// <summary>All four digests, one after another.</summary>
    public const int DigestsLength = PartCount * DigestLength;

    /// <summary>All four salts, one after another.</summary>
    public const int SaltsLength = PartCount * SaltLength;

    /// <summary>The length of a salt in base64url.</summary>
    public const int SaltTextLength = 22;

    /// <summary>The length of a digest in base64url.</summary>
    public const int DigestTextLength = 43;

    /// <summary>The salts of the four parts, from the salt of the detail.</summary>
    public static void DeriveSalts(ReadOnlySpan<byte> salt, Span<byte> partSalts)
    {
        Span<byte> message = stackalloc byte[SaltLength + 1];
        salt.CopyTo(message);
        message[SaltLength] = 0x01;
        SHA256.HashData(message, partSalts[..DigestLength]);
        message[SaltLength] = 0x02;
        SHA256.HashData(message, partSalts[DigestLength..]);
    }

    /// <summary>The digest of a part that is not empty.</summary>
    public static void DigestPart(ReadOnlySpan<byte> partSalt, ReadOnlySpan<byte> json, Span<byte> digest)
    {
        const int MostOnStack = 1024;
        int length = SaltLength + json.Length;
        byte[]? rented = length <= MostOnStack ? null : ArrayPool<byte>.Shared.Rent(length);
        Span<byte> message = rented is null ? stackalloc byte[MostOnStack] : rented;
        partSalt.CopyTo(message);
        json.CopyTo(message[SaltLength..]);
        SHA256.HashData(message[..length], digest);
        message[..length].Clear();   // it held personal data and its salt
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>What the fact holds.</summary>
    public static void Combine(ReadOnlySpan<byte> digests, Span<byte> commitment) => SHA256.HashData(digests, commitment);
}
