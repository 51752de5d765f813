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
    /// <exception cref="JournalLockedException">The other process still holds the folder, and lets nobody in.</exception>
    public static async Task<IOpenTrail> OpenAsync(
        this ITrailOpener trails, string directory, TimeSpan wait, bool isReachable, Action<string> say, ILogger log, CancellationToken cancellationToken)
    {
        TimeSpan silent = wait < Silence ? wait : Silence;
        try
        {
            return await trails.OpenAsync(directory, TimeSpan.Zero, log, cancellationToken).ConfigureAwait(false);
        }
        catch (JournalLockedException)
        {
            if (isReachable && await trails.ReachAsync(directory, cancellationToken).ConfigureAwait(false) is { } reached)
            {
                return reached;
            }

            if (wait == TimeSpan.Zero)
            {
                throw;
            }
        }

        try
        {
            return await trails.OpenAsync(directory, silent, log, cancellationToken).ConfigureAwait(false);
        }
        catch (JournalLockedException locked) when (wait > silent)
        {
            if (isReachable && await trails.ReachAsync(directory, cancellationToken).ConfigureAwait(false) is { } reached)
            {
                return reached;   // it had just begun to start
            }

            say($"{locked.Message} Waiting for it, {(wait - silent).TotalSeconds:0.#} s at most.");
            return await trails.OpenAsync(directory, wait - silent, log, cancellationToken).ConfigureAwait(false);
        }
    }
}
