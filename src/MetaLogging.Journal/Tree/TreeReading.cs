using MetaLogging.Journaling.Hashing;
using MetaLogging.Journaling.Merkle;

namespace MetaLogging.Journaling.Tree;

/// <summary>Makes the tree out of the entries, where its hashes were lost or never taken over.</summary>
internal sealed class TreeReading(JournalFiles files, TreeFiles tree)
{
    const int Piece = 4 << 20;

    /// <summary>Appends the hashes of the entries up to a sequence, which are flushed.</summary>
    /// <exception cref="DamagedEntriesException">An entry can't be read.</exception>
    /// <exception cref="SequenceDroppedException">An entry is no longer there.</exception>
    public void CatchUp(long end)
    {
        while (tree.Size < end)
        {
            IReadOnlyList<JournalEntry> entries = SegmentReader.Read(files, end, tree.Size, Piece, EntryContent.Fact, CancellationToken.None);
            tree.Append(Leaves(entries));
        }
    }

    /// <summary>Makes all of it anew up to a sequence: from the leaves that are kept of dropped entries, and from the entries.</summary>
    /// <exception cref="JournalException">What it needs is not there.</exception>
    public void Rebuild(long end)
    {
        long dropped = Math.Min(end, files.Segments.FirstSequence);
        tree.TryGoTo(0);
        byte[] leaves = new byte[Piece];
        while (tree.Size < dropped)
        {
            Span<byte> some = leaves.AsSpan(0, (int)Math.Min(leaves.Length, (dropped - tree.Size) * TreeHash.Length));
            tree.Read(0, tree.Size, some);
            tree.Append(some);
        }

        CatchUp(end);
    }

    static byte[] Leaves(IReadOnlyList<JournalEntry> entries)
    {
        byte[] facts = new byte[entries.Sum(entry => entry.Fact.Length + 1)];
        Sha256Batch.Message[] messages = new Sha256Batch.Message[entries.Count];
        int at = 0;
        for (int i = 0; i < entries.Count; i++)
        {
            messages[i] = new(at, entries[i].Fact.Length + 1);
            entries[i].Fact.Span.CopyTo(facts.AsSpan(at + 1));
            at += messages[i].Length;
        }

        byte[] leaves = new byte[entries.Count * TreeHash.Length];
        Sha256Batch.Hash(facts, messages, leaves);
        return leaves;
    }
}
