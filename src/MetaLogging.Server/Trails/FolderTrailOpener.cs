using Microsoft.Extensions.Logging;

namespace MetaLogging.Server.Trails;

/// <summary>Opens trails on this machine, with the embedded store.</summary>
internal sealed class FolderTrailOpener : ITrailOpener
{
    /// <inheritdoc/>
    public Task<IOpenTrail> OpenAsync(string directory, TimeSpan lockWait, ILogger log, CancellationToken cancellationToken) =>
        OpenedTrail.OpenAsync(TrailSettings.Of(directory, lockWait), log, cancellationToken);
}
