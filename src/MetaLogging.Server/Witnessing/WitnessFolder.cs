using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;
using MetaLogging.Server.Proofs;

namespace MetaLogging.Server.Witnessing;

/// <summary>
/// The folder of a witness, held by one process: <c>witness-key</c> (mode 600), <c>witness.vkey</c>, <c>logs</c> (a verifier key a line, written by its
/// operator) and <c>checkpoints/</c>, its memory.
/// </summary>
internal sealed class WitnessFolder : IDisposable
{
    const string DefaultName = "witness.local/";
    const int LongestKey = 4096;
    const int LongestLogs = 1 << 20;

    readonly IDisposable _lock;

    WitnessFolder(IDisposable held, SigningKey key, WitnessMemory memory, IReadOnlyList<KnownLog> logs)
    {
        _lock = held;
        (Key, Memory, Logs) = (key, memory, logs);
    }

    /// <summary>What the witness signs with.</summary>
    public SigningKey Key { get; }

    public WitnessMemory Memory { get; }

    public IReadOnlyList<KnownLog> Logs { get; }

    /// <summary>Opens a folder; a new one gets its key.</summary>
    /// <param name="files">The way to the files.</param>
    /// <param name="folder">The folder; it is made when it is missing.</param>
    /// <param name="name">The name of the key that is made at the first start; null: one by chance.</param>
    /// <param name="logs">Keys of logs that it knows beside those in its file.</param>
    /// <exception cref="UsageException">The name or a line of <c>logs</c> is none, or the folder is that of a trail.</exception>
    /// <exception cref="JournalLockedException">Another process holds it.</exception>
    /// <exception cref="IOException">It can't be read or written, or a part of it is missing.</exception>
    public static WitnessFolder Open(IFileSystem files, string folder, string? name, IReadOnlyList<VerifierKey> logs)
    {
        if (name is not null && !SignedNote.IsKeyName(name))
        {
            throw new UsageException("--name takes a name without spaces and plus signs, such as witness.example.org/w1.");
        }

        if (Directory.Exists(Path.Combine(folder, "journal")))
        {
            throw new UsageException($"{folder} is the data folder of a trail. A witness has a folder of its own, best on another machine.");
        }

        files.CreateFolder(folder);
        IDisposable held = Lock(files, folder);
        SigningKey? key = null;
        try
        {
            string checkpoints = Path.Combine(folder, "checkpoints");
            key = ReadKey(files, folder, checkpoints, name) ?? MakeKey(files, folder, checkpoints, name);
            WriteVerifierKey(files, folder, key.Verifier);
            return new(held, key, new(files, checkpoints, key.Verifier), ReadLogs(files, folder, logs));
        }
        catch
        {
            key?.Dispose();
            held.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (KnownLog log in Logs)
        {
            log.Dispose();
        }

        Key.Dispose();
        _lock.Dispose();
    }

    static IDisposable Lock(IFileSystem files, string folder)
    {
        string path = Path.Combine(folder, "LOCK");
        string holder = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {Path.GetFileName(Environment.ProcessPath) ?? "unknown"}\n");
        if (files.TryLock(path, holder) is { } held)
        {
            return held;
        }

        string[] words = files.ReadLock(path).TrimEnd('\n', '\0').Split(' ', 2);
        bool isRead = int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int process);
        throw new JournalLockedException(folder, isRead ? process : null, words.Length > 1 ? words[1] : null);
    }

    static string KeyPath(string folder) => Path.Combine(folder, "witness-key");

    static string VerifierKeyPath(string folder) => Path.Combine(folder, "witness.vkey");

    /// <summary>The key of the folder; null where it is a new one.</summary>
    static SigningKey? ReadKey(IFileSystem files, string folder, string checkpoints, string? name)
    {
        string path = KeyPath(folder);
        bool hasMemory = Directory.Exists(checkpoints);
        if (!files.FileExists(path))
        {
            return !files.FileExists(VerifierKeyPath(folder))
                ? null
                : throw new IOException($"The key {path} is gone. Put it back; to begin a new witness with a new key, take an empty folder.");
        }

        if (!hasMemory)
        {
            throw new IOException($"The folder {checkpoints} is gone, and with it what the witness cosigned. Put it back; a witness that forgot could cosign"
                + " a second history. To begin a new witness with a new key, take an empty folder.");
        }

        SigningKey key = ParseKey(files, path);
        if (key.Verifier.Type == NoteKeyType.Witness && (name is null || name == key.Verifier.Name))
        {
            return key;
        }

        string found = key.Verifier.Name;
        bool isWitness = key.Verifier.Type == NoteKeyType.Witness;
        key.Dispose();
        throw isWitness
            ? new UsageException($"The witness in {folder} is named {found}, and its name is part of its key. Leave --name out, or take an empty folder.")
            : new IOException($"The key in {path} is that of a log. A witness has a key of its own.");
    }

    static SigningKey ParseKey(IFileSystem files, string path)
    {
        try
        {
            return SigningKey.Parse(Encoding.UTF8.GetString(BoundedFile.Read(files, path, LongestKey)).TrimEnd('\n'));
        }
        catch (NotProvenException wrong)
        {
            throw new IOException($"The key in {path} can't be read. {wrong.Message}", wrong);
        }
    }

    static SigningKey MakeKey(IFileSystem files, string folder, string checkpoints, string? name)
    {
        SigningKey key = SigningKey.Create(name ?? DefaultName + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), NoteKeyType.Witness);
        files.CreateFolder(checkpoints);
        WholeFile.Replace(files, KeyPath(folder), Encoding.UTF8.GetBytes(key.Export() + "\n"));
        return key;
    }

    static void WriteVerifierKey(IFileSystem files, string folder, VerifierKey key)
    {
        string path = VerifierKeyPath(folder);
        byte[] line = Encoding.UTF8.GetBytes(key.Text + "\n");
        if (!files.FileExists(path) || !BoundedFile.Read(files, path, LongestKey).AsSpan().SequenceEqual(line))
        {
            WholeFile.Replace(files, path, line);
        }
    }

    static KnownLog[] ReadLogs(IFileSystem files, string folder, IReadOnlyList<VerifierKey> given)
    {
        string path = Path.Combine(folder, "logs");
        string[] lines = files.FileExists(path) ? Encoding.UTF8.GetString(BoundedFile.Read(files, path, LongestLogs)).Split('\n') : [];
        IEnumerable<VerifierKey> listed = lines.Select(line => line.Trim())
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => VerifierKeys.ParseLog(path, line));
        return [.. given.Concat(listed).Distinct().GroupBy(key => key.Name).Select(keys => new KnownLog(keys.Key, [.. keys]))];
    }
}
