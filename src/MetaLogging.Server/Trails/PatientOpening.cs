using MetaLogging.Journaling;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Server.Trails;

/// <summary>Opens a trail and, where another process holds the folder, says whom it is waiting for.</summary>
internal static class PatientOpening
{
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    /// <summary>Waits a second in silence and the rest of <paramref name="wait"/> aloud.</summary>
    /// <exception cref="JournalLockedException">The other process still holds the folder.</exception>
    public static async Task<IOpenTrail> OpenAsync(
        this ITrailOpener trails, string directory, TimeSpan wait, Action<string> say, ILogger log, CancellationToken cancellationToken)
    {
        TimeSpan silent = wait < Silence ? wait : Silence;
        try
        {
            return await trails.OpenAsync(directory, silent, log, cancellationToken).ConfigureAwait(false);
        }
        catch (JournalLockedException locked) when (wait > silent)
        {
            say($"{locked.Message} Waiting for it, {(wait - silent).TotalSeconds:0.#} s at most.");
            return await trails.OpenAsync(directory, wait - silent, log, cancellationToken).ConfigureAwait(false);
        }
    }
}
