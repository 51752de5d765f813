using System.Text;
using System.Text.Json;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Merkle;
using MetaLogging.Journaling.Notes;

namespace MetaLogging.Verifying;

/// <summary>Reads the keys and all checkpoints that the entries must agree with, and checks the signatures. What can't be read is told.</summary>
internal sealed class CheckpointReading
{
    /// <summary>The file of the folder's keys.</summary>
    public const string KeysFile = "log.vkey";

    const string NewestFile = "checkpoint";
    const string KeptFile = "checkpoints.ndjson";
    const string KeyLine = "vkey ";

    readonly VerificationSettings _settings;
    readonly FindingList _damage;
    readonly List<VerifierKey> _keys;
    readonly List<KnownCheckpoint> _checkpoints = [];

    public CheckpointReading(VerificationSettings settings, FindingList damage)
    {
        (_settings, _damage) = (settings, damage);
        FolderKeys = ReadKeys();
        _keys = [.. FolderKeys, .. (settings.Keys ?? []).Except(FolderKeys)];
    }

    /// <summary>The keys that the folder names, newest first.</summary>
    public IReadOnlyList<VerifierKey> FolderKeys { get; private set; }

    /// <summary>All that were read.</summary>
    public IReadOnlyList<KnownCheckpoint> Checkpoints => _checkpoints;

    /// <summary>How many anchors were read.</summary>
    public int Anchors { get; private set; }

    /// <summary>How many entries the tree's files must have.</summary>
    public long TreeSize { get; private set; }

    /// <summary>Reads the folder's keys again: they may have been changed meanwhile.</summary>
    public void ReadKeysAgain() => FolderKeys = ReadKeys();

    /// <summary>Reads all but the guard's.</summary>
    public void Read()
    {
        string kept = Path.Combine(_settings.Directory, KeptFile);
        if (File.Exists(kept))
        {
            ReadLines(CheckpointSource.Kept, KeptFile, kept);
        }

        string newest = Path.Combine(_settings.Directory, NewestFile);
        if (File.Exists(newest))
        {
            Add(CheckpointSource.Newest, NewestFile, File.ReadAllBytes(newest), LastSize);
        }
        else if (_checkpoints.Count > 0)
        {
            _damage.Add(NewestFile, LastSize, "it is missing, and there are older checkpoints.");
        }

        if (_checkpoints.Count > 0 && _keys.Count == 0)
        {
            _damage.Add(KeysFile, 0, "it is missing, so no signature can be checked.");
        }

        TreeSize = _checkpoints.Where(checkpoint => checkpoint.Signers.Count > 0).Select(checkpoint => checkpoint.Size).DefaultIfEmpty(0).Max();
        if (_settings.Checkpoint is { } given)
        {
            ReadFile(CheckpointSource.Given, given);
        }

        foreach (string anchor in _settings.Anchors)
        {
            int before = _checkpoints.Count;
            ReadFile(CheckpointSource.Anchor, anchor);
            Anchors += _checkpoints.Count - before;
        }
    }

    /// <summary>Reads the guard's checkpoint of a log, when there is one.</summary>
    public void ReadGuard(Guid? logId, string? origin)
    {
        origin = FolderKeys is [var newest, ..] ? newest.Name : origin;
        if (_settings.GuardFolder is null || logId is null || origin is null)
        {
            return;
        }

        string path = SigningGuard.PathOf(_settings.GuardFolder, logId.Value, origin);
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return;
        }

        int split = text.IndexOf("\n\n", StringComparison.Ordinal);
        List<VerifierKey> keys = [];
        try
        {
            foreach (string line in text[..Math.Max(0, split)].Split('\n'))
            {
                keys.Add(line.StartsWith(KeyLine, StringComparison.Ordinal)
                    ? VerifierKey.Parse(line[KeyLine.Length..])
                    : throw new NotProvenException("A line does not begin with vkey."));
            }
        }
        catch (NotProvenException e)
        {
            _damage.Add(path, LastSize, $"the signing guard's file can't be understood: {e.Message}");
            return;
        }

        foreach (VerifierKey missing in keys.Except(FolderKeys))
        {
            _damage.Add(KeysFile, 0, $"it does not list the key {Shown(missing)}, which the signing guard knows of this log: the keys were replaced.");
        }

        if (Parse(CheckpointSource.Guard, path, Encoding.UTF8.GetBytes(text[(split + 2)..]), [.. _keys, .. keys]) is ({ } checkpoint, null))
        {
            _checkpoints.Add(checkpoint);
        }
        else
        {
            _damage.Add(path, LastSize, "the signing guard's checkpoint does not hold.");
        }
    }

    /// <summary>A key as it is named in findings.</summary>
    public static string Shown(VerifierKey key) => $"{key.Name}+{key.Id:x8}";

    long LastSize => _checkpoints.Count == 0 ? 0 : _checkpoints[^1].Size;

    List<VerifierKey> ReadKeys()
    {
        string path = Path.Combine(_settings.Directory, KeysFile);
        List<VerifierKey> keys = [];
        if (!File.Exists(path))
        {
            return keys;
        }

        int number = 0;
        foreach (string line in File.ReadAllText(path).Split('\n'))
        {
            number++;
            try
            {
                if (line.Length > 0)
                {
                    keys.Add(VerifierKey.Parse(line));
                }
            }
            catch (NotProvenException e)
            {
                _damage.Add(KeysFile, 0, $"its line {number} is no verifier key: {e.Message}");
            }
        }

        return keys;
    }

    /// <summary>A file of somebody's: a checkpoint, or lines as those that are kept.</summary>
    void ReadFile(CheckpointSource source, string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.ReadByte() == '{')
        {
            ReadLines(source, path, path);
            return;
        }

        file.Position = 0;
        byte[] bytes = new byte[Math.Min(file.Length, SignedNote.MostBytes + 1)];
        int read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        Add(source, path, bytes[..read], 0);
    }

    void ReadLines(CheckpointSource source, string name, string path)
    {
        long last = 0;
        IEnumerable<(KnownCheckpoint? Read, string? Wrong, int Number)> lines = CheckpointLines.Of(path).AsParallel().AsOrdered()
            .WithMergeOptions(ParallelMergeOptions.AutoBuffered)
            .Select(line => ReadLine(source, name, line.Bytes, line.Number));
        foreach ((KnownCheckpoint? read, string? wrong, int number) in lines)
        {
            if (wrong is not null)
            {
                _damage.Add(name, last, $"its line {number}: {wrong}");
            }

            if (read is not null)
            {
                _checkpoints.Add(read);
                last = Math.Max(last, read.Size);
            }
        }
    }

    (KnownCheckpoint? Read, string? Wrong, int Number) ReadLine(CheckpointSource source, string name, byte[] line, int number)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("checkpoint"u8, out JsonElement member)
                && member.ValueKind == JsonValueKind.String)
            {
                (KnownCheckpoint? read, string? wrong) = ReadNote(source, $"{name}, line {number}", Encoding.UTF8.GetBytes(member.GetString()!));
                return (read, wrong, number);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Answered below.
        }

        return (null, "it is no kept checkpoint.", number);
    }

    (KnownCheckpoint? Read, string? Wrong) ReadNote(CheckpointSource source, string file, byte[] note) => Parse(source, file, note, _keys);

    void Add(CheckpointSource source, string file, byte[] note, long sequence)
    {
        (KnownCheckpoint? read, string? wrong) = ReadNote(source, file, note);
        if (read is not null)
        {
            _checkpoints.Add(read);
        }

        if (wrong is not null)
        {
            _damage.Add(file, sequence, wrong);
        }
    }

    /// <summary>Reads a checkpoint. One whose signature does not hold has no signers.</summary>
    static (KnownCheckpoint? Read, string? Wrong) Parse(CheckpointSource source, string file, byte[] note, IReadOnlyCollection<VerifierKey> keys)
    {
        SignedCheckpoint? signed = null;
        try
        {
            signed = SignedCheckpoint.Parse(note);
            IReadOnlyList<CheckedSignature> signatures = signed.Check(keys);
            return (Known([.. signatures.Select(signature => signature.Key).Where(key => key.Type == NoteKeyType.Log)]), null);
        }
        catch (NotProvenException e)
        {
            return (signed is null ? null : Known([]), signed is null ? $"it is no checkpoint: {e.Message}" : $"its signature does not hold: {e.Message}");
        }

        KnownCheckpoint Known(VerifierKey[] signers) => new(source, file, signed!.Checkpoint.Origin, signed.Size, signed.Root, signers);
    }
}
