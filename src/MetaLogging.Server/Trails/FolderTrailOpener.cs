using Microsoft.Extensions.Logging;

namespace MetaLogging.Server.Trails;

/// <summary>Opens trails on this machine, with the stores that the settings ask for, and reaches those of live servers.</summary>
internal sealed class FolderTrailOpener : ITrailOpener
{
    /// <inheritdoc/>
    public Task<IOpenTrail> OpenAsync(TrailConfiguration configuration, TimeSpan lockWait, ILogger log, CancellationToken cancellationToken) =>
        OpenedTrail.OpenAsync(configuration, lockWait, log, cancellationToken);

    /// <inheritdoc/>
    public async Task<IOpenTrail?> ReachAsync(string directory, CancellationToken cancellationToken) =>
        await ReachedTrail.TryForSocketAsync(directory, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public IOpenTrail Reach(string server, string key) => ReachedTrail.ForServer(server, key);
}
