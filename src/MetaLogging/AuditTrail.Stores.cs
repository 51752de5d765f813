using MetaLogging.Configuration;
using MetaLogging.Hosting;
using MetaLogging.Journaling;
using MetaLogging.Stores;

namespace MetaLogging;

/// <content>The stores that follow the journal.</content>
public sealed partial class AuditTrail
{
    /// <summary>Waits until a store has all that is acknowledged now, however long that takes.</summary>
    /// <exception cref="StoreException">There is no store of this name, or it is not well.</exception>
    public async Task CatchUpAsync(string store, CancellationToken cancellationToken = default)
    {
        await Projections.Find(store).CatchUpAsync(Opened(_journal).NextSequence, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Throws a store away and builds it again from the journal. Queries meanwhile lag.</summary>
    /// <exception cref="StoreException">There is no store of this name, or it can't be built.</exception>
    public Task RebuildAsync(string store, IProgress<RebuildProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Projections.Find(store).RebuildAsync(progress, cancellationToken);

    /// <summary>What a store has set aside, oldest first.</summary>
    /// <exception cref="StoreException">There is no store of this name, or it can't be asked.</exception>
    public async Task<IReadOnlyList<SetAside>> ReadSetAsideAsync(string store, CancellationToken cancellationToken = default) =>
        await Projections.Find(store).Store.ReadSetAsideAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>What an operator should know of the stores: what is wrong, what they set aside, erasures that they have not carried out yet.</summary>
    internal Task<IReadOnlyList<ConfigurationIssue>> FindStoreIssuesAsync(CancellationToken cancellationToken) => Projections.FindIssuesAsync(cancellationToken);

    /// <inheritdoc/>
    Task<IReadOnlyList<ConfigurationIssue>> IHostedTrail.FindStoreIssuesAsync(CancellationToken cancellationToken) => FindStoreIssuesAsync(cancellationToken);

    /// <inheritdoc/>
    ValueTask<string?> IHostedTrail.FindStoreProblemAsync(CancellationToken cancellationToken) => FindStoreProblemAsync(cancellationToken);

    /// <summary>Waits, as long as a read may, until the store that answers has all that is acknowledged now.</summary>
    /// <returns>By how many seconds it lags; null: not at all.</returns>
    /// <exception cref="StoreException">The store is not well.</exception>
    internal Task<double?> CatchUpForReadAsync(CancellationToken cancellationToken) => Opened(_queries).CatchUpAsync(cancellationToken);

    /// <summary>Asks whether the store that answers queries can answer now, also before the trail is open.</summary>
    /// <returns>Why not, in words that say what to do; null: it can.</returns>
    internal async ValueTask<string?> FindStoreProblemAsync(CancellationToken cancellationToken)
    {
        if (StoreChoice.AnsweringFirst(_stores, store => store.Name, _options) is not [IEventStore answering, ..])
        {
            return "No store follows the journal. Add one: AddEmbeddedStore(), or AddInfluxDb() with INFLUXDB_HOST.";
        }

        return _projections?.Answering?.Problem
            ?? await answering.FindProblemAsync(cancellationToken).ConfigureAwait(false)
            ?? (_projections is null ? $"{answering.Title} is not open: no data folder was named, or it is not there yet." : null);
    }

    /// <summary>A program that ends soon after its last event would else deliver it at its next start.</summary>
    async Task DeliverRestAsync()
    {
        try
        {
            await CatchUpForReadAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreException or JournalException)
        {
            // It is kept, and delivered after the next start.
        }
    }
}
