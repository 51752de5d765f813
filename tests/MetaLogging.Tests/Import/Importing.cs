using System.Text;
using MetaLogging.Events;
using MetaLogging.Import;
using Microsoft.Extensions.Time.Testing;

namespace MetaLogging.Tests.Import;

/// <summary>Imports of one installation: its secret key, its trail, and a clock that stands still.</summary>
internal sealed class Importing : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("metalog-import-").FullName;

    public Importing() => Key = InstallationKey.Open(_folder);

    public InstallationKey Key { get; }

    public ListTrail Trail { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public ImportOptions Options => new() { Format = LogFormat.Sshd, Time = Time };

    public async Task<ImportResult> RunAsync(Stream log, ImportOptions? options = null) =>
        await new LogImport(Trail, Key, options ?? Options).RunAsync(log, "auth.log", null, TestContext.Current.CancellationToken);

    public Task<ImportResult> RunAsync(byte[] log, ImportOptions? options = null) => RunAsync(new MemoryStream(log), options);

    public Task<ImportResult> RunAsync(string log, ImportOptions? options = null) => RunAsync(Encoding.UTF8.GetBytes(log), options);

    /// <summary>Imports lines with this year.</summary>
    public Task<ImportResult> RunAsync(int year, params string[] lines) =>
        RunAsync(string.Join('\n', lines) + "\n", Options with { Year = year });

    /// <summary>What one message of sshd becomes; null: no event.</summary>
    public async Task<TrailEvent?> ReadAsync(string message)
    {
        int before = Trail.Events.Count;
        await RunAsync(2026, $"Jan 12 08:58:03 web1 sshd[811]: {message}");
        return Trail.Events.Count > before ? Assert.Single(Trail.Events.Skip(before)) : null;
    }

    public async Task<FailedLoginAttempt> ReadFailureAsync(string message) => Assert.IsType<FailedLoginAttempt>(await ReadAsync(message));

    public async Task<AuditEvent> ReadLoginAsync(string message) => Assert.IsType<AuditEvent>(await ReadAsync(message));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
