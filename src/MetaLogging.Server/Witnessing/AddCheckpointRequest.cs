using System.Text;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Server.Witnessing;

/// <summary>The body of add-checkpoint (C2SP tlog-witness): the old size, the proof from it, an empty line, and the checkpoint.</summary>
internal sealed record AddCheckpointRequest(long OldSize, IReadOnlyList<TreeHash> Hashes, SignedCheckpoint Checkpoint)
{
    /// <summary>The most hashes.</summary>
    public const int MostHashes = 63;

    /// <summary>The longest body in bytes: the longest note behind the most hashes.</summary>
    public const int MostBytes = SignedNote.MostBytes + (MostHashes * HashLineLength) + OldLineLength + 1;

    const string OldWord = "old ";
    const int HashLineLength = 45;
    const int OldLineLength = 24;

    /// <summary>Reads a body. Nothing is checked but its form.</summary>
    /// <exception cref="NotProvenException">It is none; the message says why.</exception>
    public static AddCheckpointRequest Parse(ReadOnlySpan<byte> body)
    {
        int split = body.IndexOf("\n\n"u8);
        if (split < 0)
        {
            throw new NotProvenException("The request has no checkpoint: it stands behind the first empty line.");
        }

        int hashes = body[..split].Count((byte)'\n');
        if (hashes > MostHashes)
        {
            throw new NotProvenException($"The request has {hashes} hashes, and {MostHashes} is the most.");
        }

        string[] lines = Encoding.Latin1.GetString(body[..split]).Split('\n');
        return lines[0].StartsWith(OldWord, StringComparison.Ordinal)
            ? new(
                Journaling.Checkpoints.Checkpoint.ParseSize(lines[0][OldWord.Length..], "The old size"),
                [.. lines[1..].Select(ParseHash)],
                SignedCheckpoint.Parse(body[(split + 2)..]))
            : throw new NotProvenException("The first line of the request is not the old size.");
    }

    static TreeHash ParseHash(string line) => TreeHash.TryParse(line, out TreeHash hash)
        ? hash
        : throw new NotProvenException("A line of the proof is not base64 of 32 bytes.");
}
