using MetaLogging.Configuration;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Journaling.Notes;
using MetaLogging.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace MetaLogging.Tests.Signing;

/// <summary>A data folder, and beside it the folder of its signing guard.</summary>
internal sealed class GuardedFolder : IDisposable
{
    readonly DataFolder _root = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public string Guard => Path.Combine(_root.Path, "guard");

    /// <summary>The guard's file of the log.</summary>
    public string GuardFile => Assert.Single(Directory.GetFiles(Guard));

    public VerifierKey[] Keys => [.. File.ReadAllLines(In("log.vkey")).Select(VerifierKey.Parse)];

    public SignedCheckpoint Newest => SignedCheckpoint.Parse(File.ReadAllText(In("checkpoint")));

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public string In(string name) => Path.Combine(_root.Path, "data", name);

    /// <summary>Opens the data folder, or another one beside it.</summary>
    public async Task<AuditTrail> OpenAsync(string data = "data", string guard = "guard")
    {
        AuditTrail trail = new(Options(data, guard), [new ListStore()], Time);
        try
        {
            await trail.StartAsync(Cancel);
            return trail;
        }
        catch
        {
            await trail.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens only the journal, as a process that ends in the middle leaves it.</summary>
    public Task<Journal> OpenJournalAsync() => Journal.OpenAsync(In(""), Options("data", "guard").Journal, Time, null, null, Cancel);

    /// <summary>Opens it, records events and closes it.</summary>
    public async Task RunAsync(int events, string data = "data", string guard = "guard")
    {
        await using AuditTrail trail = await OpenAsync(data, guard);
        for (int i = 0; i < events; i++)
        {
            await trail.RecordAsync(Some.AuditEvent(), Cancel);
        }
    }

    public Dictionary<string, byte[]> Copy(string data = "data")
    {
        string folder = Path.Combine(_root.Path, data);
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "LOCK")
            .ToDictionary(path => Path.GetRelativePath(folder, path), File.ReadAllBytes);
    }

    public void PutBack(Dictionary<string, byte[]> copy, string data = "data")
    {
        string folder = Path.Combine(_root.Path, data);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach ((string name, byte[] bytes) in copy)
        {
            string path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }
    }

    public void Dispose() => _root.Dispose();

    MetaLoggingOptions Options(string data, string guard)
    {
        MetaLoggingOptions options = _root.Options();
        options.DataDirectory = Path.Combine(_root.Path, data);
        options.Journal.GuardFolder = Path.Combine(_root.Path, guard);
        return options;
    }
}
