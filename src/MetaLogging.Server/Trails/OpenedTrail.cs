using System.Text.Json.Nodes;
using MetaLogging.Configuration;
using MetaLogging.Embedded;
using MetaLogging.Events;
using MetaLogging.Exports;
using MetaLogging.Numbers;
using MetaLogging.Remote;
using MetaLogging.Server.Keys;
using MetaLogging.Stores;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Server.Trails;

/// <summary>A trail of this machine that a command has opened.</summary>
internal sealed class OpenedTrail(AuditTrail trail, IReadOnlyList<IEventStore> stores, IKeys keys) : IOpenTrail
{
    /// <summary>Opens the trail with its stores.</summary>
    public static async Task<IOpenTrail> OpenAsync(MetaLoggingOptions options, ILogger log, CancellationToken cancellationToken)
    {
        IReadOnlyList<IEventStore> stores =
            [new EmbeddedStore(Path.Combine(options.DataDirectory, "store"), new EmbeddedStoreOptions(), TimeProvider.System, log)];
        AuditTrail trail = new(options, stores, TimeProvider.System, new TypedLogger<AuditTrail>(log));
        try
        {
            await trail.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await trail.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return new OpenedTrail(trail, stores, new FolderKeys(options.DataDirectory, trail, TimeProvider.System, log));
    }

    /// <inheritdoc/>
    public IAuditTrail Trail => trail;

    /// <inheritdoc/>
    public RemoteAuditTrail? Live => null;

    /// <inheritdoc/>
    public IKeys Keys => keys;

    /// <inheritdoc/>
    public IExportedLog Log { get; } = new TrailLog(trail, Environment.UserName);

    /// <inheritdoc/>
    public IReadOnlyList<ConfigurationIssue>? Issues => null;

    /// <inheritdoc/>
    public Task LookAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task TellReadAsync(string what, JsonObject filters, long returned) => trail.RecordOwnAsync(
        new AuditEvent
        {
            Action = "metalog.read",
            ResourceType = what,
            UserId = Environment.UserName,
            AdditionalData = new JsonObject { ["filters"] = filters, ["reads"] = 1, ["returned"] = returned },
        },
        CancellationToken.None);

    /// <inheritdoc/>
    public TrailHealth Health => trail.Health;

    /// <inheritdoc/>
    public IReadOnlyList<string> Stores => [.. stores.Select(store => store.Name)];

    /// <inheritdoc/>
    public long NextSequence => trail.NextSequence;

    /// <inheritdoc/>
    public Task CatchUpAsync(string store, CancellationToken cancellationToken) => trail.CatchUpAsync(store, cancellationToken);

    /// <inheritdoc/>
    public Task RebuildAsync(string store, IProgress<RebuildProgress> progress, CancellationToken cancellationToken) =>
        trail.RebuildAsync(store, progress, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SetAside>> ReadSetAsideAsync(string store, CancellationToken cancellationToken) =>
        trail.ReadSetAsideAsync(store, cancellationToken);

    /// <inheritdoc/>
    public ReportScope Scope(TimeRange range) => trail.Scope(range);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => trail.DisposeAsync();
}
