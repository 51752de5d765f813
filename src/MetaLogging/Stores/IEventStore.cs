using MetaLogging.Configuration;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Numbers;

namespace MetaLogging.Stores;

/// <summary>
/// A view of journals in which events are queried. It takes entries in the order of their sequences from one projection, which is its only writer,
/// and remembers how far it came in the same transaction as the entries; reading goes on meanwhile, from any thread.
/// </summary>
/// <remarks>
/// A store may hold the entries of other journals, too, and may be on another machine: what it says of its position is about one origin.
/// What it throws is a <see cref="StoreException"/>, which says whether trying again helps.
/// </remarks>
public interface IEventStore : IAsyncDisposable
{
    /// <summary>The name in settings and in <c>metalog rebuild --store NAME</c>: <c>embedded</c>, <c>influxdb</c>.</summary>
    string Name { get; }

    /// <summary>The name in sentences: <c>Embedded store</c>; with "available" behind it, the status of a summary.</summary>
    string Title { get; }

    /// <summary>Asks whether the store can be reached now, open or not. A store in this process can.</summary>
    /// <returns>Why not, in words; null: it can.</returns>
    ValueTask<string?> FindProblemAsync(CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

    /// <summary>Makes the store ready for the entries of <paramref name="origin"/> and answers the sequence that it wants next.</summary>
    /// <exception cref="StoreException">The store can't be opened; the message says what to do.</exception>
    ValueTask<long> OpenAsync(string origin, CancellationToken cancellationToken);

    /// <summary>
    /// Takes entries whose sequences follow its position without a hole; none of them is an order. An entry that it can't take is set aside, and the others are taken.
    /// When it returns, queries see them; they need not be durable, as long as the position that <see cref="OpenAsync"/> answers later is not beyond what is.
    /// </summary>
    ValueTask ApplyAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken);

    /// <summary>
    /// Takes entries of a long run, batch after batch: as many batches as suit it, but at least the first, and each as above. For a store that is
    /// far behind and is faster in larger transactions than a batch; queries need not see any of them before it returns.
    /// </summary>
    /// <param name="run">Batches of entries; the next one is read while the last one is taken.</param>
    /// <param name="cancellationToken">Cancels it. What was not taken is given again.</param>
    /// <returns>The sequence that it wants next.</returns>
    async ValueTask<long> ApplyAsync(IAsyncEnumerable<IReadOnlyList<JournalEntry>> run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        IAsyncEnumerator<IReadOnlyList<JournalEntry>> batches = run.GetAsyncEnumerator(cancellationToken);
        await using (batches.ConfigureAwait(false))
        {
            if (!await batches.MoveNextAsync().ConfigureAwait(false))
            {
                throw new ArgumentException("A run has at least one batch.", nameof(run));
            }

            await ApplyAsync(batches.Current, cancellationToken).ConfigureAwait(false);
            return batches.Current[^1].Sequence + 1;
        }
    }

    /// <summary>
    /// Takes one entry that is an order (its fact carries <c>log</c>) and does what it orders; afterwards what was erased is found in no query
    /// and in no file of the store. The position passes it only when both are done.
    /// </summary>
    ValueTask ApplyAsync(JournalEntry order, LogOrder what, CancellationToken cancellationToken);

    /// <summary>Passes over sequences that can't be had: damaged in the journal, or dropped. They are set aside with the reason.</summary>
    ValueTask SkipAsync(SetAside range, CancellationToken cancellationToken);

    /// <summary>What was set aside, oldest first.</summary>
    ValueTask<IReadOnlyList<SetAside>> ReadSetAsideAsync(CancellationToken cancellationToken);

    /// <summary>One page: at most <see cref="StoreQuery.Take"/> events, in the order asked for.</summary>
    ValueTask<StorePage> QueryAsync(StoreQuery query, CancellationToken cancellationToken);

    /// <summary>The privacy report, by "The numbers"; <see cref="PrivacyReport.LagSeconds"/> is left to the caller.</summary>
    ValueTask<PrivacyReport> ReportPrivacyAsync(ReportScope scope, CancellationToken cancellationToken);

    /// <summary>The counts of a range, of one tenant or (null) of all.</summary>
    ValueTask<EventCounts> CountAsync(TimeRange range, string? tenantId, CancellationToken cancellationToken);

    /// <summary>What an operator should know and mend though the store works: a retention that ends, another version. Default: nothing.</summary>
    /// <exception cref="StoreException">The store could not be asked.</exception>
    ValueTask<IReadOnlyList<ConfigurationIssue>> FindIssuesAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<ConfigurationIssue>>([]);

    /// <summary>Throws away all that the store holds of the origin; afterwards it wants its first sequence again.</summary>
    ValueTask ClearAsync(CancellationToken cancellationToken);
}
