using MetaLogging.Configuration;
using MetaLogging.Server.Output;
using MetaLogging.Stores;

namespace MetaLogging.Server.Trails;

/// <summary>
/// Waits for stores: for the one that answers, so that a command gives whole answers, and for those that people look into themselves; and shows how far they
/// are where that takes a while.
/// </summary>
internal static class CatchingUp
{
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    /// <summary>A store that is not well for so long, and takes nothing meanwhile, is not waited for.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Waits until the store that answers has all that the journal has. A store that is not well is left to whoever asks it.</summary>
    public static async Task WaitForStoreAsync(this IOpenTrail open, Surroundings surroundings, CancellationToken cancellationToken)
    {
        if (open.Stores is [var store, ..])
        {
            await WaitAsync(open, store, surroundings, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Waits until the stores that others look into have all that the journal has. The embedded store is not among them: nobody sees what it lacks. Of one that
    /// is not well that is said.
    /// </summary>
    public static async Task DeliverAsync(this IOpenTrail open, Surroundings surroundings, CancellationToken cancellationToken)
    {
        foreach (string store in open.Stores.Where(store => store != StoreChoice.Embedded))
        {
            if (await WaitAsync(open, store, surroundings, cancellationToken).ConfigureAwait(false) is { } problem)
            {
                surroundings.Say($"The store {store} does not take it now: {problem}");
                surroundings.Say("It is safe in the journal, and reaches the store when that is well and a server or a command uses the folder.");
            }
        }
    }

    /// <summary>Gives a store a moment to have all that the journal has; less where it is not well.</summary>
    public static async Task GiveTimeAsync(this IOpenTrail open, string store, TimeSpan moment, TimeProvider time, CancellationToken cancellationToken)
    {
        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task whole = open.CatchUpAsync(store, waiting.Token);
        (long begun, long well) = (time.GetTimestamp(), time.GetTimestamp());
        try
        {
            while (time.GetElapsedTime(begun) < moment && time.GetElapsedTime(well) < Silence
                && !await IsDoneAsync(whole, Glance, time, cancellationToken).ConfigureAwait(false))
            {
                well = open.Health.Stores.Single(one => one.Name == store).Problem is null ? time.GetTimestamp() : well;
            }
        }
        catch (StoreException)
        {
            // It is found out where the store is looked at.
        }
        finally
        {
            await waiting.CancelAsync().ConfigureAwait(false);
            await whole.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Waits for one store; answers what is wrong with it where that is no use.</summary>
    static async Task<string?> WaitAsync(IOpenTrail open, string store, Surroundings surroundings, CancellationToken cancellationToken)
    {
        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task whole = open.CatchUpAsync(store, waiting.Token);
        try
        {
            if (await IsDoneAsync(whole, Silence, surroundings.Time, cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            Task<string?> Watch(IProgress<Amount> bar) => WatchAsync(open, store, whole, bar, surroundings.Time, cancellationToken);
            return await ProgressBar.RunAsync(surroundings, "entries", Watch).ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            return e.Message;
        }
        finally
        {
            await waiting.CancelAsync().ConfigureAwait(false);
            await whole.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    static async Task<string?> WatchAsync(
        IOpenTrail open, string store, Task whole, IProgress<Amount> bar, TimeProvider time, CancellationToken cancellationToken)
    {
        long total = open.NextSequence;
        (long reached, long since) = (-1, time.GetTimestamp());
        while (!await IsDoneAsync(whole, Glance, time, cancellationToken).ConfigureAwait(false))
        {
            StoreHealth health = open.Health.Stores.Single(one => one.Name == store);
            if (health.Problem is null || health.Position > reached)
            {
                (reached, since) = (health.Position, time.GetTimestamp());
            }
            else if (time.GetElapsedTime(since) >= Patience)
            {
                return health.Problem;
            }

            long position = Math.Max(0, health.Position);
            bar.Report(new($"The store {store} is catching up", position, total, position));
        }

        return null;
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
