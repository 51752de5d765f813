using System.Text;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Exports.Zip;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;
using MetaLogging.Json;
using MetaLogging.Proving;

namespace MetaLogging.Exports;

/// <summary>
/// Checks an export with nothing but its file and keys: the archive holds what an export holds and nothing else, the log signed the tree, each entry is in it as it
/// stands there, and the events say exactly what the entries say.
/// </summary>
internal sealed class ExportCheck
{
    readonly EntryView _view = new();
    readonly CanonicalBuffer _item = new();

    /// <summary>Checks a file.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="keys">Those of the log, and of witnesses.</param>
    /// <param name="progress">Is told how many events are checked.</param>
    /// <param name="cancellationToken">Ends it between two events.</param>
    /// <exception cref="NotProvenException">It is not proven; the message says why, and holds no value of an event.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public VerifiedExport Check(string path, IReadOnlyCollection<VerifierKey> keys, IProgress<long> progress, CancellationToken cancellationToken)
    {
        using ZipReader zip = new(path, ExportFiles.All);
        SignedCheckpoint checkpoint = SignedCheckpoint.Parse(Small(zip, ExportFiles.Checkpoint));
        (IReadOnlyList<CheckedSignature> signatures, string[] passed) = CheckSignatures(checkpoint, keys);
        CheckKeys(Small(zip, ExportFiles.Keys));
        RequireText(Small(zip, ExportFiles.Readme), ExportFiles.Readme);
        VerifiedExport verified = CheckEntries(zip, checkpoint.Checkpoint, progress, cancellationToken) with { Signatures = signatures, Unchecked = passed };
        CheckDescription(Small(zip, ExportFiles.Description), verified);
        return verified;
    }

    /// <summary>All signatures in the log's name must be of known keys; those of witnesses are passed over where their keys were not given, and told.</summary>
    static (IReadOnlyList<CheckedSignature> Signatures, string[] Passed) CheckSignatures(SignedCheckpoint checkpoint, IReadOnlyCollection<VerifierKey> keys)
    {
        checkpoint.WithoutCosignatures().CheckAll(keys);
        NoteSignature[] passed = [.. checkpoint.Note.Signatures.Where(signature => !keys.Any(signature.IsOf))];
        SignedCheckpoint known = checkpoint with { Note = new(checkpoint.Note.Text, [.. checkpoint.Note.Signatures.Except(passed)]) };
        return (known.CheckAll(keys), [.. passed.Select(signature => signature.Name)]);
    }

    static void CheckKeys(byte[] file)
    {
        string[] lines = Encoding.UTF8.GetString(file).Split('\n');
        if (lines.Length < 2 || lines[^1].Length > 0)
        {
            throw new NotProvenException($"{ExportFiles.Keys} holds no key, or does not end with a line end.");
        }

        foreach (string line in lines[..^1])
        {
            try
            {
                VerifierKey.Parse(line);
            }
            catch (NotProvenException e)
            {
                throw new NotProvenException($"{ExportFiles.Keys}: {e.Message}");
            }
        }
    }

    VerifiedExport CheckEntries(ZipReader zip, Checkpoint tree, IProgress<long> progress, CancellationToken cancellationToken)
    {
        using LineReader entries = new(zip.Open(ExportFiles.Entries), ExportFiles.Entries, ExportFiles.MostBytesOfLine);
        using LineReader events = new(zip.Open(ExportFiles.Events), ExportFiles.Events, ExportFiles.MostBytesOfLine);
        (long count, long erased, long first, long last) = (0, 0, -1, -1);
        while (entries.Next() is { } line)
        {
            cancellationToken.ThrowIfCancellationRequested();
            count++;
            ExportedEntry entry = Told($"Line {count} of {ExportFiles.Entries}", () => EntryLine.Read(line));
            if (entry.Sequence <= last)
            {
                throw new NotProvenException($"Line {count} of {ExportFiles.Entries} has entry {entry.Sequence} behind entry {last}: they must ascend.");
            }

            Recorded<TrailEvent> item = Told($"Entry {entry.Sequence}", () => CheckEntry(entry, tree));
            if (events.Next() is not { } shown)
            {
                throw new NotProvenException($"{ExportFiles.Events} ends before entry {entry.Sequence}.");
            }

            ItemWriter.Write(item, _item);
            if (!_item.Written.SequenceEqual(shown.Span))
            {
                throw new NotProvenException($"Line {count} of {ExportFiles.Events} does not say what entry {entry.Sequence} says.");
            }

            _item.Clear();
            erased += item.Erased == EntryParts.None ? 0 : 1;
            (first, last) = (first < 0 ? entry.Sequence : first, entry.Sequence);
            progress.Report(count);
        }

        if (events.Next() is not null)
        {
            throw new NotProvenException($"{ExportFiles.Events} has more lines than {ExportFiles.Entries} has entries.");
        }

        return count == 0
            ? throw new NotProvenException("It holds no entry.")
            : new() { Tree = tree, Signatures = [], Unchecked = [], Events = count, Erased = erased, FirstSequence = first, LastSequence = last };
    }

    Recorded<TrailEvent> CheckEntry(ExportedEntry entry, Checkpoint tree)
    {
        try
        {
            ProofContent.Read(ProofContent.Write(entry.Fact.Span, entry.Detail.Span, EntryParts.All));
            EntryProof.CheckEntry(new(entry.Sequence, entry.Fact, entry.Detail), _view);
            InclusionProof.Check(TreeHash.Leaf(entry.Fact.Span), entry.Sequence, tree.Size, entry.Proof, tree.Root);
            return _view.ToRecorded(tree.Origin);
        }
        catch (EntryFormatException malformed)
        {
            throw new NotProvenException(malformed.Message);
        }
    }

    static void CheckDescription(byte[] file, VerifiedExport verified)
    {
        RequireText(file, ExportFiles.Description);
        try
        {
            ExportDescription said = ExportDescription.Read(file);
            if (said.Form != ExportDescription.CurrentForm || said.Origin != verified.Tree.Origin || said.Size != verified.Tree.Size
                || said.Events != verified.Events || said.Erased != verified.Erased)
            {
                throw new NotProvenException($"{ExportFiles.Description} describes another export: form, origin, size or counts are not those of this one.");
            }
        }
        catch (JsonFormatException malformed)
        {
            throw new NotProvenException($"{ExportFiles.Description}: {malformed.Message}");
        }
    }

    static void RequireText(byte[] file, string name)
    {
        if (!System.Text.Unicode.Utf8.IsValid(file))
        {
            throw new NotProvenException($"{name} is not valid UTF-8.");
        }
    }

    static T Told<T>(string where, Func<T> check)
    {
        try
        {
            return check();
        }
        catch (NotProvenException e)
        {
            throw new NotProvenException($"{where}: {e.Message}");
        }
    }

    static byte[] Small(ZipReader zip, string name)
    {
        long length = zip.LengthOf(name);
        if (length > ExportFiles.MostBytesOfSmall)
        {
            throw new NotProvenException($"The file {name} in it has {length} bytes, and {ExportFiles.MostBytesOfSmall} is the most.");
        }

        using Stream stream = zip.Open(name);
        byte[] bytes = new byte[length];
        stream.ReadExactly(bytes);
        Span<byte> behind = stackalloc byte[1];
        _ = stream.Read(behind);   // the end is what checks the whole
        return bytes;
    }
}
