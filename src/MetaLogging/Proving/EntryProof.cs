using System.Buffers.Text;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;
using MetaLogging.Journaling.Proofs;

namespace MetaLogging.Proving;

/// <summary>
/// The proof of one entry, checked with nothing but its bytes and keys: the fact hashes to the leaf, the leaf is in the tree, the tree is signed by
/// its log and every signature is of a known key, and each shown part of the detail is the one that the fact commits to. No byte is passed over.
/// </summary>
internal static class EntryProof
{
    /// <summary>Checks a proof file.</summary>
    /// <param name="file">All of it.</param>
    /// <param name="keys">Those of the log and of its witnesses; a signature of any other key refuses the proof.</param>
    /// <exception cref="NotProvenException">It is not proven; the message says why, and holds no value of the entry.</exception>
    public static ProvenEntry Check(ReadOnlySpan<byte> file, IReadOnlyCollection<VerifierKey> keys)
    {
        TlogProof proof = TlogProof.Parse(file);
        ProofContent content = ProofContent.Read(proof.Extra ?? throw new NotProvenException(
            "The proof holds no entry: without the line \"extra\" it can only prove that a hash is in the tree, and not what was hashed."));
        IReadOnlyList<CheckedSignature> signatures = proof.Check(TreeHash.Leaf(content.Fact.Span), keys);
        (EntryParts shown, EntryParts hidden) = CheckEntry(new(proof.Index, content.Fact, content.Detail), new());
        return new()
        {
            Sequence = proof.Index,
            Tree = proof.Checkpoint.Checkpoint,
            Signatures = signatures,
            Fact = content.Fact,
            Detail = content.Detail,
            Shown = shown,
            Hidden = hidden,
        };
    }

    /// <summary>Checks that an entry is one, and that its detail, where it is shown, is the one that the fact commits to.</summary>
    /// <param name="view">Holds the entry afterwards.</param>
    /// <exception cref="NotProvenException">It is not; the message says why, and holds no value of the entry.</exception>
    public static (EntryParts Shown, EntryParts Hidden) CheckEntry(in JournalEntry entry, EntryView view)
    {
        try
        {
            view.Read(entry);
            return entry.Detail.IsEmpty ? default : CheckDetail(entry.Fact.Span, entry.Detail.Span);
        }
        catch (EntryFormatException malformed)
        {
            throw new NotProvenException(malformed.Message);
        }
    }

    static (EntryParts Shown, EntryParts Hidden) CheckDetail(ReadOnlySpan<byte> fact, ReadOnlySpan<byte> detail)
    {
        if (!DetailDigest.Holds(fact, detail))
        {
            throw new NotProvenException("The detail is not the one that the fact commits to.");
        }

        DetailLayout layout = DetailLayout.Read(detail);
        Span<byte> digest = stackalloc byte[DetailCommitment.DigestLength];
        (EntryParts shown, EntryParts hidden) = (EntryParts.None, EntryParts.None);
        for (int part = 0; part < DetailCommitment.PartCount; part++)
        {
            EntryParts one = (EntryParts)(1 << part);
            shown |= layout.Parts[part].IsEmpty ? EntryParts.None : one;
            if (!layout.Digests[part].IsEmpty)
            {
                // Zeros stand for an empty part in the hash. Written down as a digest they would make it look like a hidden one.
                Base64Url.DecodeFromUtf8(layout.Digests[part].Of(detail), digest);
                hidden |= digest.ContainsAnyExcept((byte)0)
                    ? one
                    : throw new NotProvenException("The detail has the digest of a part that was empty, and shows the part as a hidden one.");
            }
        }

        return (shown, hidden);
    }
}
