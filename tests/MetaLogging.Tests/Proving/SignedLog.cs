using System.Text;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;
using MetaLogging.Journaling.Proofs;
using MetaLogging.Proving;

namespace MetaLogging.Tests.Proving;

/// <summary>A log in memory that signs its tree and gives proofs out, with a witness beside it.</summary>
internal sealed class SignedLog : ISubtrees, IDisposable
{
    public const string Origin = "audit.example/log";

    readonly SigningKey _key = SigningKey.Create(Origin, NoteKeyType.Log);
    readonly SigningKey _witness = SigningKey.Create("witness.example/w", NoteKeyType.Witness);

    public SignedLog(params IReadOnlyList<TrailEvent> events)
    {
        EntryEncoder encoder = new();
        foreach (TrailEvent item in events)
        {
            encoder.Add(item, new(Guid.CreateVersion7(), 1_793_000_000_123_456_789, "tests/1", "tests"));
        }

        using EntryBatch batch = encoder.Complete();
        Entries = [.. Enumerable.Range(0, batch.Count).Select(i => new JournalEntry(i, batch.FactAt(i).ToArray(), batch.DetailAt(i).ToArray()))];
    }

    /// <summary>A log of an entry as it is given.</summary>
    public SignedLog(JournalEntry entry) => Entries = [entry];

    public IReadOnlyList<JournalEntry> Entries { get; }

    public VerifierKey Key => _key.Verifier;

    public VerifierKey Witness => _witness.Verifier;

    public TreeHash Subtree(int height, long index) => height == 0
        ? TreeHash.Leaf(Entries[(int)index].Fact.Span)
        : TreeHash.Node(Subtree(height - 1, index * 2), Subtree(height - 1, (index * 2) + 1));

    /// <summary>A proof of an entry with these parts of its detail; null: without its detail.</summary>
    public TlogProof Prove(int index, EntryParts? shown = EntryParts.All, DateTimeOffset? cosigned = null)
    {
        JournalEntry entry = Entries[index];
        return Prove(index, ProofContent.Write(entry.Fact.Span, shown is null ? default : entry.Detail.Span, shown ?? default), cosigned);
    }

    /// <summary>A proof of an entry with any extra bytes.</summary>
    public TlogProof Prove(int index, byte[]? extra, DateTimeOffset? cosigned = null)
    {
        int size = Entries.Count;
        SignedCheckpoint signed = SignedCheckpoint.Sign(new(Origin, size, TreeProofs.Root(this, size)), [_key]);
        if (cosigned is { } time)
        {
            signed = signed with { Note = new(signed.Note.Text, [.. signed.Note.Signatures, _witness.Sign(signed.Note.Bytes, time)]) };
        }

        return new(index, TreeProofs.Inclusion(this, index, size), signed, extra);
    }

    public static byte[] Bytes(TlogProof proof) => Encoding.UTF8.GetBytes(proof.ToString());

    public void Dispose()
    {
        _key.Dispose();
        _witness.Dispose();
    }
}
