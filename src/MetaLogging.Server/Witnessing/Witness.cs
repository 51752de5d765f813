using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Server.Witnessing;

/// <summary>
/// A witness (C2SP tlog-witness): it cosigns a checkpoint of a known log only if that is the continuation of the newest one it cosigned, and keeps it before
/// it answers. Thread-safe.
/// </summary>
/// <param name="folder">Its key, its logs and its memory.</param>
/// <param name="time">The clock for the time in its signatures.</param>
/// <param name="say">Told of what its operator should know.</param>
internal sealed class Witness(WitnessFolder folder, TimeProvider time, Action<string> say)
{
    readonly Dictionary<string, KnownLog> _logs = folder.Logs.ToDictionary(log => log.Origin, StringComparer.Ordinal);

    /// <summary>Answers add-checkpoint.</summary>
    /// <param name="body">The body of the request.</param>
    /// <param name="cancellationToken">Ends the waiting for the log's turn; from then on the request is carried through.</param>
    public async Task<WitnessAnswer> AddCheckpointAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        AddCheckpointRequest request;
        try
        {
            request = AddCheckpointRequest.Parse(body.Span);
        }
        catch (NotProvenException malformed)
        {
            return WitnessAnswer.Malformed(malformed.Message);
        }

        if (!_logs.TryGetValue(request.Checkpoint.Checkpoint.Origin, out KnownLog? log))
        {
            return WitnessAnswer.Unknown("The log is not known here.");
        }

        IReadOnlyList<CheckedSignature> signatures;
        try
        {
            signatures = request.Checkpoint.Check(log.Keys);
        }
        catch (NotProvenException notSigned)
        {
            return WitnessAnswer.NotSigned(notSigned.Message);
        }

        if (request.OldSize > request.Checkpoint.Size)
        {
            return WitnessAnswer.Malformed("The old size is larger than that of the checkpoint.");
        }

        await log.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Cosign(request, signatures);
        }
        finally
        {
            log.Turn.Release();
        }
    }

    /// <summary>Answers the question for the newest checkpoint of a log.</summary>
    /// <param name="originHash">SHA-256 of its origin in lower-case hex.</param>
    public WitnessAnswer Newest(string originHash) => folder.Memory.Find(originHash) is { } newest
        ? WitnessAnswer.Checkpoint(newest.ToString())
        : WitnessAnswer.Unknown("Nothing was cosigned of that log.");

    /// <summary>In the log's turn: looks at the newest checkpoint, and puts the next one in its place.</summary>
    WitnessAnswer Cosign(AddCheckpointRequest request, IReadOnlyList<CheckedSignature> signatures)
    {
        string origin = request.Checkpoint.Checkpoint.Origin;
        SignedCheckpoint? newest = folder.Memory.Find(WitnessMemory.NameOf(origin));
        (long size, TreeHash root) = newest is null ? (0, TreeHash.Empty) : (newest.Size, newest.Root);
        if (request.OldSize != size)
        {
            return WitnessAnswer.OtherSize(size);
        }

        try
        {
            ConsistencyProof.Check(size, root, request.Checkpoint.Size, request.Checkpoint.Root, request.Hashes);
        }
        catch (NotProvenException inconsistent)
        {
            // It is signed by the log: that is for people to look into.
            say($"The log {origin} signed a checkpoint of {request.Checkpoint.Size} entries which was not shown to continue its {size}. {inconsistent.Message}");
            return WitnessAnswer.Inconsistent(inconsistent.Message);
        }

        NoteSignature signature = folder.Key.Sign(request.Checkpoint.Note.Bytes, time.GetUtcNow());
        SignedNote note = new(request.Checkpoint.Note.Text, [.. OfLog(request.Checkpoint.Note, signatures), signature]);
        return System.Text.Encoding.UTF8.GetByteCount(note.ToString()) <= SignedNote.MostBytes
            ? Keep(request.Checkpoint with { Note = note }, signature)
            : WitnessAnswer.Malformed("The checkpoint is so long that the cosigned one could not be read.");
    }

    WitnessAnswer Keep(SignedCheckpoint cosigned, NoteSignature signature)
    {
        try
        {
            folder.Memory.Keep(cosigned);
            return WitnessAnswer.Cosigned(signature);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            say($"A checkpoint of {cosigned.Checkpoint.Origin} could not be kept, and was not cosigned. {failure.Message}");
            return WitnessAnswer.NotKept;
        }
    }

    /// <summary>The lines of the log's keys, which were checked, one a key.</summary>
    static IEnumerable<NoteSignature> OfLog(SignedNote note, IReadOnlyList<CheckedSignature> signatures) =>
        note.Signatures.Where(line => signatures.Any(held => line.IsOf(held.Key))).DistinctBy(line => (line.Name, line.KeyId));
}
