using System.Globalization;
using System.Text;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Server.Tests.Witnessing;

/// <summary>A log of made-up entries that signs any size of itself, and asks witnesses.</summary>
internal sealed class GrowingLog : ISubtrees, IDisposable
{
    readonly SigningKey _key;
    readonly long _changedFrom = long.MaxValue;

    public GrowingLog(string origin = "audit.example/log") => _key = SigningKey.Create(origin, NoteKeyType.Log);

    GrowingLog(SigningKey key, long changedFrom) => (_key, _changedFrom) = (key, changedFrom);

    public VerifierKey Key => _key.Verifier;

    public string Origin => Key.Name;

    /// <summary>The same log with the same key, but other entries from here on: a second history.</summary>
    public GrowingLog ChangedFrom(long index) => new(_key, index);

    public TreeHash Subtree(int height, long index) => height == 0
        ? TreeHash.Leaf(BitConverter.GetBytes(index >= _changedFrom ? ~index : index))
        : TreeHash.Node(Subtree(height - 1, index * 2), Subtree(height - 1, (index * 2) + 1));

    public Checkpoint At(long size) => new(Origin, size, TreeProofs.Root(this, size));

    public SignedCheckpoint Sign(long size) => Sign(At(size));

    /// <summary>Signs whatever it is told to.</summary>
    public SignedCheckpoint Sign(Checkpoint checkpoint) => SignedCheckpoint.Sign(checkpoint, [_key]);

    /// <summary>A checkpoint with any lines behind its three.</summary>
    public SignedCheckpoint Sign(long size, string extension)
    {
        string text = At(size).Text + extension;
        return new(At(size), new(text, [_key.Sign(Encoding.UTF8.GetBytes(text), default)]));
    }

    /// <summary>The body of add-checkpoint.</summary>
    public string Request(long from, long to) => Request(from, TreeProofs.Consistency(this, from, to), Sign(to));

    public static string Request(long from, IEnumerable<TreeHash> hashes, SignedCheckpoint checkpoint) =>
        string.Create(CultureInfo.InvariantCulture, $"old {from}\n{string.Concat(hashes.Select(hash => hash + "\n"))}\n{checkpoint}");

    public void Dispose() => _key.Dispose();
}
