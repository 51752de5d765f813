using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Proofs;
using MetaLogging.Journaling.Tree;
using MetaLogging.Journaling.Verifying;

namespace MetaLogging.Proving;

/// <summary>Makes the proof of an entry out of the files of a data folder, without a lock and without writing. What does not prove is not handed out.</summary>
internal static class ProofMaking
{
    /// <summary>Makes a proof in the tree of the newest checkpoint.</summary>
    /// <param name="directory">The data folder.</param>
    /// <param name="sequence">The entry.</param>
    /// <param name="shown">The parts of the detail that it shows; null: the detail is left out.</param>
    /// <param name="isCosigned">Whether it has the signatures of witnesses, too.</param>
    /// <exception cref="NotProvenException">It can't be proven; the message says why.</exception>
    /// <exception cref="JournalException">The entry can't be read.</exception>
    public static TlogProof Make(string directory, long sequence, EntryParts? shown, bool isCosigned)
    {
        JournalFolder folder = new(directory);
        SignedCheckpoint checkpoint = new CheckpointFiles(RealFiles.Instance, folder).ReadNewest()
            ?? throw new NotProvenException($"There is no checkpoint in {directory}: nothing is signed yet. A process that has the folder open signs one within a second.");
        checkpoint.Check(LogKeys.ReadVerifiers(RealFiles.Instance, folder));
        if (sequence >= checkpoint.Size)
        {
            throw new NotProvenException(FormattableString.Invariant(
                $"Entry {sequence} lies behind the last checkpoint, which covers {checkpoint.Size} entries. A process that has the folder open signs one within a second, if there is such an entry."));
        }

        JournalEntry entry = new JournalReader(directory).ReadEntry(sequence);
        using TreeFiles tree = TreeFiles.OpenReadOnly(RealFiles.Instance, folder.Tree, checkpoint.Size);
        byte[] content = ProofContent.Write(entry.Fact.Span, shown is null ? default : entry.Detail.Span, shown ?? EntryParts.None);
        TlogProof proof = new(sequence, TreeProofs.Inclusion(tree, sequence, checkpoint.Size), isCosigned ? checkpoint : checkpoint.WithoutCosignatures(), content);
        InclusionProof.Check(TreeHash.Leaf(entry.Fact.Span), sequence, checkpoint.Size, proof.Hashes, checkpoint.Root);
        return proof;
    }
}
