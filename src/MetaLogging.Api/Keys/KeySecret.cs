using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MetaLogging.Api.Keys;

/// <summary>
/// A key as its bearer has it: <c>mlk_</c>, the id, <c>_</c>, and 256 random bits in base64url. The beginning lets scanners for leaked secrets find it.
/// </summary>
internal static class KeySecret
{
    const string Prefix = "mlk_";
    const int IdLength = 16;
    const int SecretBytes = 32;
    const int SecretLength = 43;

    /// <summary>How many characters a key has.</summary>
    public const int Length = 4 + IdLength + 1 + SecretLength;

    /// <summary>Makes a new one.</summary>
    public static (string Id, string Secret) Make()
    {
        string id = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);
        return (id, $"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}");
    }

    /// <summary>The id that stands in what looks like a key; null where it does not.</summary>
    public static string? IdOf(ReadOnlySpan<char> secret) =>
        secret.Length == Length && secret.StartsWith(Prefix) && secret[Prefix.Length + IdLength] == '_'
            ? secret.Slice(Prefix.Length, IdLength).ToString()
            : null;

    /// <summary>What is kept of a key: the SHA-256 of its text.</summary>
    public static void Hash(ReadOnlySpan<char> secret, Span<byte> hash)
    {
        Span<byte> utf8 = stackalloc byte[Length * 3];
        int length = Encoding.UTF8.GetBytes(secret, utf8);
        SHA256.HashData(utf8[..length], hash);
        CryptographicOperations.ZeroMemory(utf8);
    }
}
