using MetaLogging.Journaling.Checkpoints;
using Microsoft.Extensions.Time.Testing;

namespace MetaLogging.Api.Tests.Log;

/// <summary>A server whose newest checkpoint covers some hundred entries, and stays the newest: its clock stands still. A few entries are behind it.</summary>
public sealed class SignedServer : IAsyncLifetime
{
    internal RunningServer Server { get; private set; } = null!;

    /// <summary>Whoever may read everything.</summary>
    internal Client Reader { get; private set; } = null!;

    internal SignedCheckpoint Checkpoint { get; private set; } = null!;

    internal int Size => (int)Checkpoint.Size;

    /// <summary>The facts of the signed tree, as the bundles have them.</summary>
    internal IReadOnlyList<byte[]> Entries { get; private set; } = [];

    /// <summary>The tree, made anew from the entries.</summary>
    internal NaiveTree Tree { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await RunningServer.StartAsync(new() { Time = new FakeTimeProvider(DateTimeOffset.UtcNow) });
        Reader = await Server.WithNewKeyAsync("read");
        Client owner = Server.Owner();
        (await owner.PostLinesAsync("/api/v1/audit-events", Enumerable.Range(0, 600).Select(i => Some.AuditOf($"a{i}", ",\"user_name\":\"Ägidius \\u0001\"")))).Is(201);
        (await owner.PostAsync("/api/v1/failed-logins", Some.Login)).Is(201);
        (await owner.PostAsync("/api/v1/system-events", Some.System)).Is(201);
        Checkpoint = await Server.Trail.SignedLog.CheckpointAsync(TestContext.Current.CancellationToken);
        (await owner.PostLinesAsync("/api/v1/audit-events", Enumerable.Repeat(Some.Audit, 9))).Is(201);
        Entries = await Reader.EntriesAsync(Size);
        Tree = new(Entries);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
