using System.Text;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Journaling.Checkpoints;

/// <summary>A checkpoint and the note that it came in.</summary>
internal sealed record SignedCheckpoint(Checkpoint Checkpoint, SignedNote Note)
{
    public long Size => Checkpoint.Size;

    public TreeHash Root => Checkpoint.Root;

    /// <summary>Reads a signed checkpoint; its signatures are not checked.</summary>
    /// <exception cref="NotProvenException">It is none; the message says why.</exception>
    public static SignedCheckpoint Parse(ReadOnlySpan<byte> bytes)
    {
        SignedNote note = SignedNote.Parse(bytes);
        return new(Checkpoint.Parse(note.Text), note);
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte})"/>
    public static SignedCheckpoint Parse(string text) => Parse(Encoding.UTF8.GetBytes(text));

    /// <summary>Signs a checkpoint with the keys of its log.</summary>
    public static SignedCheckpoint Sign(Checkpoint checkpoint, IEnumerable<SigningKey> keys)
    {
        byte[] text = Encoding.UTF8.GetBytes(checkpoint.Text);
        return new(checkpoint, new(checkpoint.Text, [.. keys.Select(key => key.Sign(text, default))]));
    }

    /// <summary>Checks that a key of the log signed it, and that no signature of a known key is wrong. Other lines are passed over.</summary>
    /// <exception cref="NotProvenException">It is not signed so.</exception>
    public IReadOnlyList<CheckedSignature> Check(IReadOnlyCollection<VerifierKey> keys) => Signed(Note.Check(OfThisLog(keys)));

    /// <summary>Checks that a key of the log signed it, and that all signatures are of known keys.</summary>
    /// <exception cref="NotProvenException">It is not signed so.</exception>
    public IReadOnlyList<CheckedSignature> CheckAll(IReadOnlyCollection<VerifierKey> keys) => Signed(Note.CheckAll(OfThisLog(keys)));

    /// <summary>The same, without the signatures of others than the log.</summary>
    public SignedCheckpoint WithoutCosignatures() =>
        this with { Note = new(Note.Text, [.. Note.Signatures.Where(signature => signature.Name == Checkpoint.Origin)]) };

    /// <summary>The whole note.</summary>
    public override string ToString() => Note.ToString();

    VerifierKey[] OfThisLog(IReadOnlyCollection<VerifierKey> keys)
    {
        VerifierKey[] logs = [.. keys.Where(key => key.Type == NoteKeyType.Log)];
        return logs.Any(key => key.Name == Checkpoint.Origin)
            ? [.. keys.Where(key => key.Type == NoteKeyType.Witness || key.Name == Checkpoint.Origin)]
            : throw new NotProvenException(logs.Length == 0
                ? "No key of a log was given."
                : $"It is a checkpoint of the log {Checkpoint.Origin}, and the key that was given is that of {logs[0].Name}.");
    }

    IReadOnlyList<CheckedSignature> Signed(IReadOnlyList<CheckedSignature> signatures) =>
        signatures.Any(signature => signature.Key.Type == NoteKeyType.Log)
            ? signatures
            : throw new NotProvenException($"Only witnesses signed the checkpoint, not the log {Checkpoint.Origin} itself.");
}
