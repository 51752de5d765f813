using MetaLogging.Journaling;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Server.Trails;

/// <summary>Opens a trail and, where another process holds the folder, says whom it is waiting for.</summary>
internal static class PatientOpening
{
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Opens it, or goes through the process that has it; where that lets nobody in, waits a second in silence and the rest of <paramref name="wait"/> aloud.
    /// </summary>
    /// <param name="isReachable">Whether going through another process will do.</param>
    /// <exception cref="SettingsException">A setting is wrong, and no other process has the folder, which would have its own.</exception>
    /// <exception cref="JournalLockedException">The other process still holds the folder, and lets nobody in.</exception>
    public static async Task<IOpenTrail> OpenAsync(
        this ITrailOpener trails, TrailConfiguration configuration, TimeSpan wait, bool isReachable, Action<string> say, ILogger log, CancellationToken cancellationToken)
    {
        TimeSpan silent = wait < Silence ? wait : Silence;
        try
        {
            return await trails.OpenAsync(configuration, TimeSpan.Zero, log, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JournalLockedException or SettingsException)
        {
            if (isReachable && await trails.ReachAsync(configuration.Directory, cancellationToken).ConfigureAwait(false) is { } reached)
            {
                return reached;
            }

            if (wait == TimeSpan.Zero || e is SettingsException)
            {
                throw;
            }
        }

        try
        {
            return await trails.OpenAsync(configuration, silent, log, cancellationToken).ConfigureAwait(false);
        }
        catch (JournalLockedException locked) when (wait > silent)
        {
            if (isReachable && await trails.ReachAsync(configuration.Directory, cancellationToken).ConfigureAwait(false) is { } reached)
            {
                return reached;   // it had just begun to start
            }

            say($"{locked.Message} Waiting for it, {(wait - silent).TotalSeconds:0.#} s at most.");
            return await trails.OpenAsync(configuration, wait - silent, log, cancellationToken).ConfigureAwait(false);
        }
    }
}
