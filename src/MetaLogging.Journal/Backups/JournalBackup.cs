using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Tree;

namespace MetaLogging.Journaling.Backups;

/// <summary>
/// Copies the journal of a data folder, with its tree, its checkpoints and the keys that check them, as they were at one moment. A process may write to the folder
/// meanwhile: it is neither asked nor held up. Keys that sign are not copied.
/// </summary>
internal sealed class JournalBackup(string directory, string target)
{
    const int MostRounds = 20;

    readonly JournalFolder _from = new(directory);
    readonly JournalFolder _to = new(target);

    /// <summary>Copies into the target, a folder that is there and empty but for its mark, and flushes all of it.</summary>
    /// <exception cref="JournalException">The journal can't be copied; the message says why.</exception>
    /// <exception cref="IOException">A file can't be read or written.</exception>
    public BackupContents Run(CancellationToken cancellationToken)
    {
        SegmentCopies segments = new(_from, _to);
        for (int round = 0; round < MostRounds; round++)
        {
            // What is signed is read before the entries: it never covers more than there will be.
            byte[] kept = WholeLines(WholeFile.Read(RealFiles.Instance, _from.Checkpoints) ?? []);
            byte[] checkpoint = WholeFile.Read(RealFiles.Instance, _from.Checkpoint) ?? [];
            byte[] keys = WholeFile.Read(RealFiles.Instance, _from.VerifierKeys) ?? [];
            long size = SizeOf(checkpoint);
            CopyTree(size, cancellationToken);
            segments.Run(cancellationToken);
            bool haveKeysChanged = !keys.AsSpan().SequenceEqual(WholeFile.Read(RealFiles.Instance, _from.VerifierKeys) ?? []);
            if (!haveKeysChanged && (size == 0 || segments.FirstSequence <= size) && segments.NextSequence >= size)
            {
                Write(_to.Checkpoints, kept);
                Write(_to.Checkpoint, checkpoint);
                Write(_to.VerifierKeys, keys);
                return new(segments.LogId, segments.Origin, segments.FirstSequence, segments.NextSequence, size);
            }

            // Entries were dropped whose hashes lie behind that checkpoint, or the keys were changed: once more, with the newest ones.
        }

        throw new JournalException($"{_from.Checkpoint} does not fit the journal: it covers other entries than there are. metalog verify --data {_from.Root} says more.");
    }

    void CopyTree(long size, CancellationToken cancellationToken)
    {
        RealFiles files = RealFiles.Instance;
        files.CreateFolder(_to.Tree);
        for (int level = 0; TreeFiles.CountAt(level, size) > 0; level++)
        {
            string name = TreeFiles.NameOf(level);
            if (files.FileExists(Path.Combine(_from.Tree, name)))
            {
                using IFile file = files.Open(Path.Combine(_from.Tree, name), FileUse.Read);
                CopiedFile.Copy(file, Path.Combine(_to.Tree, name), 0, TreeFiles.CountAt(level, size) * TreeHash.Length, cancellationToken);
            }
        }

        files.FlushFolder(_to.Tree);
    }

    /// <summary>How many entries a checkpoint covers; 0 for none, and for one that can't be read, which is copied as it is.</summary>
    static long SizeOf(byte[] checkpoint)
    {
        try
        {
            return checkpoint.Length == 0 ? 0 : SignedCheckpoint.Parse(checkpoint).Size;
        }
        catch (NotProvenException)
        {
            return 0;
        }
    }

    static byte[] WholeLines(byte[] bytes) => bytes[..(bytes.AsSpan().LastIndexOf((byte)'\n') + 1)];

    static void Write(string path, byte[] bytes)
    {
        if (bytes.Length > 0)
        {
            WholeFile.Replace(RealFiles.Instance, path, bytes);
        }
    }
}
