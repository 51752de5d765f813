using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using MetaLogging.Journaling.Merkle;
using NSec.Cryptography;

namespace MetaLogging.Journaling.Notes;

/// <summary>
/// A key that signs notes, as text <c>PRIVATE+KEY+name+hash+base64(type ‖ seed)</c> (as golang.org/x/mod/sumdb/note has it). Never logged: it has no
/// <see cref="object.ToString"/> of its own.
/// </summary>
internal sealed class SigningKey : IDisposable
{
    const string Prefix = "PRIVATE+KEY+";
    const int SeedLength = 32;

    readonly Key _key;

    SigningKey(string name, NoteKeyType type, Key key) => (_key, Verifier) = (key, VerifierKey.Of(name, type, key.PublicKey));

    /// <summary>The key that checks what this one signs.</summary>
    public VerifierKey Verifier { get; }

    /// <summary>Makes a new key.</summary>
    public static SigningKey Create(string name, NoteKeyType type) => SignedNote.IsKeyName(name)
        ? new(name, type, Key.Create(SignatureAlgorithm.Ed25519, new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport }))
        : throw new ArgumentException("The name of a key has no spaces and no plus sign.", nameof(name));

    /// <summary>Reads a key from its text. The error holds nothing of it.</summary>
    /// <exception cref="NotProvenException">It is none.</exception>
    public static SigningKey Parse(string text)
    {
        string[] parts = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..].Split('+', 3) : [];
        byte[]? bytes = parts.Length == 3 && SignedNote.IsKeyName(parts[0]) ? StrictBase64.Decode(parts[2]) : null;
        if (bytes is [1 or 4, ..] && bytes.Length == 1 + SeedLength)
        {
            Key key = Key.Import(SignatureAlgorithm.Ed25519, bytes.AsSpan(1), KeyBlobFormat.RawPrivateKey,
                new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
            SigningKey read = new(parts[0], (NoteKeyType)bytes[0], key);
            if (read.Verifier.Id.ToString("x8", CultureInfo.InvariantCulture) == parts[1])
            {
                return read;
            }

            read.Dispose();
        }

        throw new NotProvenException($"The signing key is not of the form {Prefix}name+hash+key, or its hash does not fit. Put the right file back.");
    }

    /// <summary>The key as text, for its file.</summary>
    public string Export() => string.Create(CultureInfo.InvariantCulture,
        $"{Prefix}{Verifier.Name}+{Verifier.Id:x8}+{Convert.ToBase64String([(byte)Verifier.Type, .. _key.Export(KeyBlobFormat.RawPrivateKey)])}");

    /// <summary>Signs a note's text.</summary>
    /// <param name="text">The text, with its last line end.</param>
    /// <param name="now">When a witness signs it; a log's signature has no time.</param>
    public NoteSignature Sign(ReadOnlySpan<byte> text, DateTimeOffset now)
    {
        if (Verifier.Type == NoteKeyType.Log)
        {
            return new(Verifier.Name, Verifier.Id, SignatureAlgorithm.Ed25519.Sign(_key, text));
        }

        long seconds = now.ToUnixTimeSeconds();
        byte[] signature = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(signature, seconds);
        return new(Verifier.Name, Verifier.Id, [.. signature, .. SignatureAlgorithm.Ed25519.Sign(_key, VerifierKey.CosignedText(seconds, text))]);
    }

    /// <summary>A bare Ed25519 signature (RFC 8032) over any text.</summary>
    public byte[] SignBare(string text) => SignatureAlgorithm.Ed25519.Sign(_key, Encoding.UTF8.GetBytes(text));

    public void Dispose() => _key.Dispose();
}
