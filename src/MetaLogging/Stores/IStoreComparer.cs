using MetaLogging.Journaling;

namespace MetaLogging.Stores;

/// <summary>
/// Compares what a store holds with what it should hold by the journal: every row and every field. It opens the store to read only, and
/// nothing of it is changed.
/// </summary>
internal interface IStoreComparer
{
    /// <summary>The name in settings, as <see cref="IEventStore.Name"/>.</summary>
    string Name { get; }

    /// <summary>The name in sentences, as <see cref="IEventStore.Title"/>.</summary>
    string Title { get; }

    /// <summary>Compares. What is damaged in the store is a difference and no exception.</summary>
    /// <param name="origin">The journal's origin.</param>
    /// <param name="next">The sequence behind the journal's last entry, readable or not.</param>
    /// <param name="entries">
    /// All entries of the journal that can be read, with their details, in the order of their sequences, batch after batch. Sequences that
    /// it leaves out are not in the journal.
    /// </param>
    /// <param name="progress">Is told how many entries have been looked at; null: nobody.</param>
    /// <param name="cancellationToken">Ends it between two batches.</param>
    /// <exception cref="StoreException">
    /// The store can't be looked at now: another process has it, or this one may not read it. The message says what to do.
    /// </exception>
    Task<StoreComparison> CompareAsync(
        string origin,
        long next,
        IAsyncEnumerable<IReadOnlyList<JournalEntry>> entries,
        IProgress<long>? progress,
        CancellationToken cancellationToken);
}
