using MetaLogging.Configuration;
using MetaLogging.Entries;
using MetaLogging.Forwarding;
using MetaLogging.Journaling;
using MetaLogging.Stores;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Projections;

/// <summary>The projections of a trail, one a store.</summary>
internal sealed class ProjectionSet(Journal journal, IReadOnlyList<IEventStore> stores, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    /// <summary>How long a store may take to say what is wrong with it.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly Projection[] _all = [.. stores.Select(store => new Projection(journal, store, time, logger))];

    /// <summary>The one whose store answers queries; null where there is none.</summary>
    public Projection? Answering => _all.FirstOrDefault();

    /// <summary>The health of each store.</summary>
    public IReadOnlyList<StoreHealth> Health => [.. _all.Select(HealthOf)];

    /// <summary>Lets all of them follow the journal.</summary>
    public void Start()
    {
        foreach (Projection projection in _all)
        {
            projection.Start();
        }
    }

    /// <exception cref="StoreException">There is no store of this name.</exception>
    public Projection Find(string store) => Array.Find(_all, projection => projection.Store.Name == store)
        ?? throw new StoreException($"There is no store named {store}. There is: {string.Join(", ", _all.Select(projection => projection.Store.Name))}.");

    /// <summary>What an operator should know of each store.</summary>
    public async Task<IReadOnlyList<ConfigurationIssue>> FindIssuesAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ConfigurationIssue>[] found = await Task.WhenAll(_all.Select(projection => FindIssuesAsync(projection, cancellationToken))).ConfigureAwait(false);
        return [.. found.SelectMany(issues => issues)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (Projection projection in _all)
        {
            await projection.DisposeAsync().ConfigureAwait(false);
        }
    }

    StoreHealth HealthOf(Projection projection)
    {
        long position = projection.Position;
        return new(projection.Store.Name, projection.Store.Title, position, projection.Problem) { PendingOrders = position < 0 ? null : PendingAt(position).Length };
    }

    long[] PendingAt(long position) => [.. journal.Orders.Where(order => order >= position)];

    async Task<IReadOnlyList<ConfigurationIssue>> FindIssuesAsync(Projection projection, CancellationToken cancellationToken)
    {
        // At once, as a store that does not answer lets both wait.
        Task<(IReadOnlyList<SetAside> Answer, string? Problem)> aside = AskAsync(projection.Store, projection.Store.ReadSetAsideAsync, cancellationToken);
        Task<(IReadOnlyList<ConfigurationIssue> Answer, string? Problem)> found = AskAsync(projection.Store, projection.Store.FindIssuesAsync, cancellationToken);
        await Task.WhenAll(aside, found).ConfigureAwait(false);
        StoreHealth health = HealthOf(projection);
        int? erasures = await CountErasuresAsync(health.Position, cancellationToken).ConfigureAwait(false);
        string? problem = (await found.ConfigureAwait(false)).Problem ?? (await aside.ConfigureAwait(false)).Problem;
        if (problem is not null && health.Position < 0)
        {
            problem = $"{projection.Store.Title} is not open yet, and does not answer so far.";   // what it says itself is only that it is not open
        }

        return projection.Store is ServerStore ? (await found.ConfigureAwait(false)).Answer : StoreDiagnosis.Of(
            health with { Problem = health.Problem ?? problem }, (await aside.ConfigureAwait(false)).Answer, erasures, (await found.ConfigureAwait(false)).Answer);
    }

    async Task<(IReadOnlyList<T> Answer, string? Problem)> AskAsync<T>(
        IEventStore store, Func<CancellationToken, ValueTask<IReadOnlyList<T>>> ask, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = new(Patience, time);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return (await ask(ended.Token).ConfigureAwait(false), null);
        }
        catch (StoreException e)
        {
            return ([], e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ([], $"{store.Title} did not answer within {Patience.TotalSeconds:0} s.");
        }
    }

    /// <summary>How many erasures and drops lie at or behind a position; null where there is none to count from, and there are orders.</summary>
    async Task<int?> CountErasuresAsync(long position, CancellationToken cancellationToken)
    {
        if (position < 0)
        {
            return journal.Orders.Count == 0 ? 0 : null;
        }

        int count = 0;
        EntryView view = new();
        foreach (long order in PendingAt(position))
        {
            try
            {
                view.Read(await journal.ReadEntryAsync(order, cancellationToken).ConfigureAwait(false));
                count += view.Order is EraseOrder or DropOrder ? 1 : 0;
            }
            catch (JournalException)
            {
                // Damaged or dropped meanwhile: the journal's health names what is damaged.
            }
        }

        return count;
    }
}
