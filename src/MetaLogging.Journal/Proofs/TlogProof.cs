using System.Globalization;
using System.Text;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Journaling.Proofs;

/// <summary>The proof that an entry is in a log, as a file of its own (C2SP tlog-proof, v1): index, hashes, checkpoint, and extra bytes that prove nothing.</summary>
internal sealed record TlogProof(long Index, IReadOnlyList<TreeHash> Hashes, SignedCheckpoint Checkpoint, byte[]? Extra)
{
    /// <summary>The longest file in bytes: an entry of the longest detail, in base64, and a note.</summary>
    public const int MostBytes = 24 << 20;

    const string FirstLine = "c2sp.org/tlog-proof@v1";

    /// <summary>The most lines behind the first: extra, index, and hashes.</summary>
    const int MostLines = 2 + InclusionProof.MostHashes;

    /// <summary>Reads a file. Nothing is checked but its form.</summary>
    /// <exception cref="NotProvenException">It is none; the message says why.</exception>
    public static TlogProof Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MostBytes)
        {
            throw new NotProvenException($"The proof has more than {MostBytes} bytes.");
        }

        int split = bytes.IndexOf("\n\n"u8);
        if (split < 0)
        {
            throw new NotProvenException("The proof has no checkpoint: it stands behind the first empty line.");
        }

        int others = bytes[..split].Count((byte)'\n');
        if (others > MostLines)
        {
            throw new NotProvenException($"The proof has {others} lines behind its first, and {MostLines} is the most.");
        }

        Queue<string> lines = new(Encoding.Latin1.GetString(bytes[..split]).Split('\n'));
        if (lines.Dequeue() != FirstLine)
        {
            throw new NotProvenException($"The first line is not {FirstLine}.");
        }

        byte[]? extra = TryTake(lines, "extra ", out string? encoded)
            ? StrictBase64.Decode(encoded) ?? throw new NotProvenException("The line \"extra\" is not base64.")
            : null;
        long index = TryTake(lines, "index ", out string? digits)
            ? Checkpoints.Checkpoint.ParseSize(digits, "The index")
            : throw new NotProvenException("The line \"index\" is missing.");
        return lines.Count <= InclusionProof.MostHashes
            ? new(index, [.. lines.Select(ParseHash)], SignedCheckpoint.Parse(bytes[(split + 2)..]), extra)
            : throw new NotProvenException($"The proof has {lines.Count} hashes, and {InclusionProof.MostHashes} is the most.");
    }

    /// <summary>Checks the signatures (all must be of known keys), and that an entry with this hash is in the tree.</summary>
    /// <returns>Which keys signed the checkpoint.</returns>
    /// <exception cref="NotProvenException">It is not proven; the message says why.</exception>
    public IReadOnlyList<CheckedSignature> Check(in TreeHash leaf, IReadOnlyCollection<VerifierKey> keys)
    {
        IReadOnlyList<CheckedSignature> signatures = Checkpoint.CheckAll(keys);
        InclusionProof.Check(leaf, Index, Checkpoint.Size, Hashes, Checkpoint.Root);
        return signatures;
    }

    /// <summary>The file.</summary>
    public override string ToString()
    {
        StringBuilder text = new(FirstLine + "\n");
        if (Extra is not null)
        {
            text.Append("extra ").Append(Convert.ToBase64String(Extra)).Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"index {Index}\n");
        foreach (TreeHash hash in Hashes)
        {
            text.Append(hash.ToString()).Append('\n');
        }

        return text.Append('\n').Append(Checkpoint).ToString();
    }

    static bool TryTake(Queue<string> lines, string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
    {
        value = lines.TryPeek(out string? line) && line.StartsWith(name, StringComparison.Ordinal) ? lines.Dequeue()[name.Length..] : null;
        return value is not null;
    }

    static TreeHash ParseHash(string line) => TreeHash.TryParse(line, out TreeHash hash)
        ? hash
        : throw new NotProvenException("A line of the proof is not base64 of 32 bytes.");
}
