using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MetaLogging.Journaling.Merkle;
using NSec.Cryptography;

namespace MetaLogging.Journaling.Notes;

/// <summary>
/// A key that signatures of notes are checked with (C2SP signed-note): <c>name+hash+base64</c>. Type 1 is a log's Ed25519 key, type 4 a
/// witness's (C2SP tlog-cosignature, Ed25519).
/// </summary>
internal sealed class VerifierKey : IEquatable<VerifierKey>
{
    const int PublicKeyLength = 32;
    const int SignatureLength = 64;
    const int TimeLength = 8;

    readonly PublicKey _key;

    VerifierKey(string name, NoteKeyType type, byte[] publicKey, PublicKey key)
    {
        (Name, Type, _key) = (name, type, key);
        Id = IdOf(name, type, publicKey);
        Text = string.Create(CultureInfo.InvariantCulture, $"{name}+{Id:x8}+{Convert.ToBase64String([(byte)type, .. publicKey])}");
    }

    /// <summary>The key's name: a log's is its origin.</summary>
    public string Name { get; }

    /// <summary>The first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key).</summary>
    public uint Id { get; }

    public NoteKeyType Type { get; }

    /// <summary>The key as text.</summary>
    public string Text { get; }

    /// <summary>Reads a key from its text.</summary>
    /// <exception cref="NotProvenException">It is none; the message says why.</exception>
    public static VerifierKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split('+', 3);
        if (parts.Length != 3 || !SignedNote.IsKeyName(parts[0]))
        {
            throw new NotProvenException("The verifier key is not of the form name+hash+key.");
        }

        byte[]? bytes = StrictBase64.Decode(parts[2]);
        if (bytes is not [1 or 4, ..] || bytes.Length != 1 + PublicKeyLength
            || !PublicKey.TryImport(SignatureAlgorithm.Ed25519, bytes.AsSpan(1), KeyBlobFormat.RawPublicKey, out PublicKey? key))
        {
            throw new NotProvenException($"The verifier key {parts[0]} is not an Ed25519 key of type 1 (a log's) or 4 (a witness's).");
        }

        VerifierKey read = new(parts[0], (NoteKeyType)bytes[0], bytes[1..], key!);
        return read.Text == text
            ? read
            : throw new NotProvenException($"The verifier key {parts[0]} has the hash {parts[1]}, and {read.Id.ToString("x8", CultureInfo.InvariantCulture)} is right.");
    }

    internal static VerifierKey Of(string name, NoteKeyType type, PublicKey key) =>
        new(name, type, key.Export(KeyBlobFormat.RawPublicKey), key);

    /// <summary>Whether a signature over a note's text is this key's; <paramref name="time"/> is when a witness made it, in seconds since 1970.</summary>
    public bool Verifies(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature, out long? time)
    {
        time = null;
        if (Type == NoteKeyType.Log)
        {
            return signature.Length == SignatureLength && SignatureAlgorithm.Ed25519.Verify(_key, text, signature);
        }

        if (signature.Length != TimeLength + SignatureLength)
        {
            return false;
        }

        long seconds = BinaryPrimitives.ReadInt64BigEndian(signature);
        if (seconds < 0 || !SignatureAlgorithm.Ed25519.Verify(_key, CosignedText(seconds, text), signature[TimeLength..]))
        {
            return false;
        }

        time = seconds;
        return true;
    }

    /// <summary>Whether a bare Ed25519 signature over any bytes is this key's.</summary>
    public bool VerifiesBare(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureLength && SignatureAlgorithm.Ed25519.Verify(_key, bytes, signature);

    /// <summary>What a witness signs (C2SP tlog-cosignature, "Ed25519 signed message").</summary>
    internal static byte[] CosignedText(long seconds, ReadOnlySpan<byte> text) =>
        [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {seconds}\n")), .. text];

    static uint IdOf(string name, NoteKeyType type, byte[] publicKey) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), 0x0A, (byte)type, .. publicKey]));

    public bool Equals(VerifierKey? other) => other is not null && Text == other.Text;

    public override bool Equals(object? obj) => Equals(obj as VerifierKey);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;
}
