using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Server.Witnessing;

/// <summary>
/// The newest checkpoint of each log that the witness cosigned: a file each, <c>checkpoints/&lt;SHA-256 of the origin&gt;</c>, a note signed by the log and
/// by the witness. A witness that forgets would cosign a second history, so what can't be read stops it.
/// </summary>
internal sealed class WitnessMemory
{
    const int NameLength = 64;

    readonly IFileSystem _files;
    readonly string _folder;
    readonly ConcurrentDictionary<string, SignedCheckpoint> _newest = new(StringComparer.Ordinal);

    /// <summary>Reads what is there.</summary>
    /// <exception cref="IOException">Something can't be read, or is not what the witness wrote.</exception>
    public WitnessMemory(IFileSystem files, string folder, VerifierKey witness)
    {
        (_files, _folder) = (files, folder);
        foreach (string name in files.ListFiles(folder).Where(IsName))
        {
            _newest[name] = Read(name, witness);
        }
    }

    /// <summary>The name of an origin: its SHA-256 in lower-case hex.</summary>
    public static string NameOf(string origin) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)));

    /// <summary>The newest checkpoint by the name of its origin; null where there is none.</summary>
    public SignedCheckpoint? Find(string name) => _newest.GetValueOrDefault(name);

    /// <summary>Keeps a checkpoint in the place of the one before. It is durable when this returns.</summary>
    /// <exception cref="IOException">It could not be written; the one before stays.</exception>
    public void Keep(SignedCheckpoint checkpoint)
    {
        string name = NameOf(checkpoint.Checkpoint.Origin);
        WholeFile.Replace(_files, Path.Combine(_folder, name), Encoding.UTF8.GetBytes(checkpoint.ToString()));
        _newest[name] = checkpoint;
    }

    static bool IsName(string name) => name.Length == NameLength && name.All(char.IsAsciiHexDigitLower);

    SignedCheckpoint Read(string name, VerifierKey witness)
    {
        string path = Path.Combine(_folder, name);
        try
        {
            SignedCheckpoint read = SignedCheckpoint.Parse(BoundedFile.Read(_files, path, SignedNote.MostBytes));
            read.Note.Check([witness]);
            return NameOf(read.Checkpoint.Origin) == name ? read : throw new NotProvenException("It is of another log.");
        }
        catch (NotProvenException damaged)
        {
            throw new IOException(
                $"What the witness remembers of a log in {path} can't be believed. {damaged.Message} Put the file back from a copy that is not older;"
                + " without it the witness could cosign a second history of that log.",
                damaged);
        }
    }
}
