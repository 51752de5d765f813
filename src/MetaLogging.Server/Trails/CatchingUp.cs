using MetaLogging.Server.Output;
using MetaLogging.Stores;

namespace MetaLogging.Server.Trails;

/// <summary>
/// Waits for the store that answers, so that a command gives whole answers, and shows how far it is where that takes a while.
/// </summary>
internal static class CatchingUp
{
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits until the store has all that the journal has. A store that is not well is left to whoever asks it.</summary>
    public static async Task WaitForStoreAsync(this IOpenTrail open, Surroundings surroundings, CancellationToken cancellationToken)
    {
        if (open.Stores is not [var store, ..])
        {
            return;
        }

        Task whole = open.CatchUpAsync(store, cancellationToken);
        try
        {
            if (await IsDoneAsync(whole, Silence, surroundings.Time, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            Task<bool> Watch(IProgress<Amount> bar) => WatchAsync(open, store, whole, bar, surroundings.Time, cancellationToken);
            await ProgressBar.RunAsync(surroundings, "entries", Watch).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // The question says it, too, and knows what to answer.
        }
    }

    static async Task<bool> WatchAsync(
        IOpenTrail open, string store, Task whole, IProgress<Amount> bar, TimeProvider time, CancellationToken cancellationToken)
    {
        long total = open.NextSequence;
        while (!await IsDoneAsync(whole, Glance, time, cancellationToken).ConfigureAwait(false))
        {
            long position = Math.Max(0, open.Health.Stores.Single(one => one.Name == store).Position);
            bar.Report(new($"The store {store} is catching up", position, total, position));
        }

        return true;
    }

    static async Task<bool> IsDoneAsync(Task work, TimeSpan wait, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await work.WaitAsync(wait, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            return false;
        }
    }
}
