using System.Buffers.Binary;

namespace MetaLogging.Journaling.Notes;

/// <summary>A signature line of a note: <c>— name base64(key id ‖ signature)</c>.</summary>
internal sealed record NoteSignature(string Name, uint KeyId, byte[] Signature)
{
    /// <summary>The line, with its line end.</summary>
    public string Line
    {
        get
        {
            byte[] bytes = new byte[4 + Signature.Length];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
            Signature.CopyTo(bytes, 4);
            return $"— {Name} {Convert.ToBase64String(bytes)}\n";
        }
    }

    public bool IsOf(VerifierKey key) => Name == key.Name && KeyId == key.Id;
}
