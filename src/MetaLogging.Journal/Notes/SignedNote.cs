using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using MetaLogging.Journaling.Merkle;

namespace MetaLogging.Journaling.Notes;

/// <summary>
/// A text with signatures under it (C2SP signed-note, v1). Stricter than the text asks for: a note is at most 64 KiB with at most 64 signatures, and
/// base64 has one spelling.
/// </summary>
internal sealed class SignedNote
{
    /// <summary>The longest note in bytes.</summary>
    public const int MostBytes = 64 << 10;

    /// <summary>The most signatures.</summary>
    public const int MostSignatures = 64;

    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public SignedNote(string text, IReadOnlyList<NoteSignature> signatures)
    {
        (Text, Signatures) = (text, signatures);
        Bytes = Encoding.UTF8.GetBytes(text);
    }

    /// <summary>The text, with its last line end.</summary>
    public string Text { get; }

    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <summary>The bytes that are signed.</summary>
    public byte[] Bytes { get; }

    /// <summary>Reads a note.</summary>
    /// <exception cref="NotProvenException">It is none; the message says why.</exception>
    public static SignedNote Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MostBytes)
        {
            throw new NotProvenException($"The note has {bytes.Length} bytes, and {MostBytes} is the most.");
        }

        string note;
        try
        {
            note = Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new NotProvenException("The note is not valid UTF-8.");
        }

        if (note.AsSpan().IndexOfAnyInRange('\0', '\t') >= 0 || note.AsSpan().IndexOfAnyInRange('\v', '\u001f') >= 0)
        {
            throw new NotProvenException("The note has a control character.");
        }

        int split = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || split + 2 == note.Length || note[^1] != '\n')
        {
            throw new NotProvenException("The note has no signature: behind its text stand an empty line and at least one signature line, each with a line end.");
        }

        string[] lines = note[(split + 2)..^1].Split('\n');
        return lines.Length <= MostSignatures
            ? new(note[..(split + 1)], [.. lines.Select(ParseLine)])
            : throw new NotProvenException($"The note has {lines.Length} signatures, and {MostSignatures} is the most.");
    }

    /// <summary>Reads one signature line, without its line end.</summary>
    /// <exception cref="NotProvenException">It is none.</exception>
    public static NoteSignature ParseLine(string line)
    {
        string[] words = line.Split(' ');
        byte[]? bytes = words is ["—", _, _] && IsKeyName(words[1]) ? StrictBase64.Decode(words[2]) : null;
        return bytes is { Length: > 4 }
            ? new(words[1], BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[4..])
            : throw new NotProvenException("A signature line of the note is not of the form: — name base64.");
    }

    /// <summary>Whether this can be the name of a key: no space of any kind, no plus sign, no control character.</summary>
    public static bool IsKeyName(string name) =>
        name.Length > 0 && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+');

    /// <summary>Checks the signatures of known keys. Lines of keys that are not known are passed over, as the format says.</summary>
    /// <returns>Which keys signed it.</returns>
    /// <exception cref="NotProvenException">None of the keys signed it, or the signature of one does not hold.</exception>
    public IReadOnlyList<CheckedSignature> Check(IReadOnlyCollection<VerifierKey> keys)
    {
        List<CheckedSignature> held = [];
        foreach (NoteSignature signature in Signatures)
        {
            if (keys.FirstOrDefault(signature.IsOf) is not { } key)
            {
                continue;
            }

            held.Add(key.Verifies(Bytes, signature.Signature, out long? time)
                ? new(key, time)
                : throw new NotProvenException($"The signature of {key.Name} ({Hex(key.Id)}) does not hold: the text was changed, or another key signed it."));
        }

        return held.Count > 0 ? held : throw new NotProvenException(Signatures.Count == 0 ? "It is not signed." : UnknownKey(Signatures[0], keys));
    }

    /// <summary>Checks that every signature is of a known key, and holds.</summary>
    /// <exception cref="NotProvenException">One is not, or does not.</exception>
    public IReadOnlyList<CheckedSignature> CheckAll(IReadOnlyCollection<VerifierKey> keys)
    {
        foreach (NoteSignature signature in Signatures)
        {
            if (!keys.Any(signature.IsOf))
            {
                throw new NotProvenException(UnknownKey(signature, keys));
            }
        }

        if (Signatures.DistinctBy(signature => (signature.Name, signature.KeyId)).Count() != Signatures.Count)
        {
            throw new NotProvenException("One key signed the note twice.");
        }

        return Check(keys);
    }

    /// <summary>The whole note.</summary>
    public override string ToString() => Text + "\n" + string.Concat(Signatures.Select(signature => signature.Line));

    static string UnknownKey(NoteSignature signature, IReadOnlyCollection<VerifierKey> keys) =>
        keys.FirstOrDefault(key => key.Name == signature.Name) is { } same
            ? $"It is signed by another key with the name {signature.Name}: {Hex(signature.KeyId)}, and the key that was given is {Hex(same.Id)}."
                + " For a while after its key was rotated a log signs with both: then give both."
            : $"It is signed by {signature.Name} ({Hex(signature.KeyId)}), a key that was not given.";

    static string Hex(uint id) => id.ToString("x8", CultureInfo.InvariantCulture);
}
