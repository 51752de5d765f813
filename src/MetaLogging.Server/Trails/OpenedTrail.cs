using MetaLogging.Configuration;
using MetaLogging.Embedded;
using MetaLogging.Numbers;
using MetaLogging.Stores;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Server.Trails;

/// <summary>A trail of this machine that a command has opened.</summary>
internal sealed class OpenedTrail(AuditTrail trail, IReadOnlyList<IEventStore> stores) : IOpenTrail
{
    /// <summary>Opens the trail with its stores.</summary>
    public static async Task<IOpenTrail> OpenAsync(MetaLoggingOptions options, ILogger log, CancellationToken cancellationToken)
    {
        IReadOnlyList<IEventStore> stores =
            [new EmbeddedStore(Path.Combine(options.DataDirectory, "store"), new EmbeddedStoreOptions(), TimeProvider.System, log)];
        AuditTrail trail = new(options, stores, TimeProvider.System, new TrailLogger(log));
        try
        {
            await trail.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await trail.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return new OpenedTrail(trail, stores);
    }

    /// <inheritdoc/>
    public IAuditTrail Trail => trail;

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
