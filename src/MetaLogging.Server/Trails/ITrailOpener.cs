using Microsoft.Extensions.Logging;

namespace MetaLogging.Server.Trails;

/// <summary>Opens the trail of a data folder for a command.</summary>
internal interface ITrailOpener
{
    /// <summary>Opens it, and answers when it can be asked and written.</summary>
    /// <param name="configuration">The data folder, which is made when it is missing, and its settings.</param>
    /// <param name="lockWait">How long to wait for another process to release the folder.</param>
    /// <param name="log">Takes what the trail has to say.</param>
    /// <exception cref="Journaling.JournalException">The folder is locked, of a newer format, or can't be written.</exception>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    Task<IOpenTrail> OpenAsync(TrailConfiguration configuration, TimeSpan lockWait, ILogger log, CancellationToken cancellationToken);

    /// <summary>The trail of the process that has a folder, where it lets commands work on it; null where nobody answers.</summary>
    Task<IOpenTrail?> ReachAsync(string directory, CancellationToken cancellationToken);

    /// <summary>The trail of a server.</summary>
    /// <exception cref="UsageException">The address or the key is none.</exception>
    IOpenTrail Reach(string server, string key);
}
