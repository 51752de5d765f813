using System.Security.Cryptography;
using System.Text;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Journaling.Checkpoints;

/// <summary>
/// The memory of a signer outside its data folder: the last checkpoint that was signed, and the keys of the log. A folder that was put back to yesterday, or
/// whose keys were replaced, is refused by it. A file a log and origin: lines <c>vkey KEY</c>, an empty line, the checkpoint. Beside it, for restores, the
/// erasures that were ordered, a JSON line each.
/// </summary>
internal sealed class SigningGuard
{
    readonly IFileSystem _files;
    string _written = "";
    string _attempted = "";

    SigningGuard(IFileSystem files, string folder, Guid logId, string origin)
    {
        _files = files;
        Path = PathOf(folder, logId, origin);
        Erasures = ErasuresOf(folder, logId);
    }

    /// <summary>Its file.</summary>
    public string Path { get; }

    /// <summary>The file of erasures.</summary>
    public string Erasures { get; }

    /// <summary>The last checkpoint that was signed; null at first.</summary>
    public SignedCheckpoint? Last { get; private set; }

    /// <summary>The keys of the log when that was; empty at first.</summary>
    public IReadOnlyList<VerifierKey> Keys { get; private set; } = [];

    public static string PathOf(string folder, Guid logId, string origin) =>
        System.IO.Path.Combine(folder, $"{logId:N}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)))[..8]}");

    public static string ErasuresOf(string folder, Guid logId) => System.IO.Path.Combine(folder, $"{logId:N}.erasures");

    /// <summary>Opens the guard of a log; the folder is made.</summary>
    /// <exception cref="SigningRefusedException">Its file can't be understood.</exception>
    public static SigningGuard Open(IFileSystem files, string folder, Guid logId, string origin)
    {
        files.CreateFolder(folder);
        SigningGuard guard = Look(files, folder, logId, origin);
        string probe = guard.Path + JournalFolder.Temporary;
        files.Open(probe, FileUse.Create).Dispose();   // better told at the start than at the first checkpoint
        files.Delete(probe);
        return guard;
    }

    /// <summary>The same without making or writing anything.</summary>
    /// <exception cref="SigningRefusedException">Its file can't be understood.</exception>
    public static SigningGuard Look(IFileSystem files, string folder, Guid logId, string origin)
    {
        SigningGuard guard = new(files, folder, logId, origin);
        guard.Read();
        return guard;
    }

    /// <summary>Remembers a checkpoint that is about to be given out.</summary>
    /// <exception cref="SigningRefusedException">Somebody else has signed for this log meanwhile.</exception>
    public void Remember(SignedCheckpoint checkpoint, IReadOnlyList<VerifierKey> keys)
    {
        if (Encoding.UTF8.GetString(WholeFile.Read(_files, Path) ?? []) is { Length: > 0 } there && there != _written && there != _attempted)
        {
            throw new SigningRefusedException($"Somebody else has signed a checkpoint of {checkpoint.Checkpoint.Origin}: {Path} was changed. Two folders with the"
                + " same key must not be run: stop one of them, and restore the other under a new origin (metalog restore).");
        }

        _attempted = string.Concat(keys.Select(key => $"vkey {key.Text}\n")) + "\n" + checkpoint;
        WholeFile.Replace(_files, Path, Encoding.UTF8.GetBytes(_attempted));
        _written = _attempted;
        (Last, Keys) = (checkpoint, keys);
    }

    /// <summary>Remembers an erasure that was ordered: a restored backup has to do it again.</summary>
    public void RememberErasure(ReadOnlySpan<byte> line) => WholeFile.AddLine(_files, Erasures, line);

    void Read()
    {
        if (WholeFile.Read(_files, Path) is not { } bytes)
        {
            return;
        }

        _written = Encoding.UTF8.GetString(bytes);
        int split = _written.IndexOf("\n\n", StringComparison.Ordinal);
        try
        {
            Keys = [.. _written[..Math.Max(0, split)].Split('\n').Select(line => line.StartsWith("vkey ", StringComparison.Ordinal)
                ? VerifierKey.Parse(line["vkey ".Length..])
                : throw new NotProvenException("A line does not begin with vkey."))];
            Last = SignedCheckpoint.Parse(_written[(split + 2)..]);
            Last.Check(Keys);
        }
        catch (NotProvenException e)
        {
            throw new SigningRefusedException($"The signing guard's file {Path} can't be understood: {e.Message} Put the right file back; or, when you know that"
                + " the data folder is the newest one, remove the file, and the guard begins anew.", e);
        }
    }
}
