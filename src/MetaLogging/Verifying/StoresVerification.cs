using System.Runtime.CompilerServices;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Verifying;
using MetaLogging.Stores;

namespace MetaLogging.Verifying;

/// <summary>
/// Compares the stores of a data folder with its journal, without a lock and without writing: what is seen in queries is what was recorded. The
/// journal itself is believed here; <see cref="Verification"/> is for that.
/// </summary>
internal sealed class StoresVerification(
    string directory, IReadOnlyList<IStoreComparer> stores, IProgress<StoreProgress>? progress = null)
{
    /// <summary>Compares one store after the other.</summary>
    /// <exception cref="StoreException">A store can't be looked at; the message says why and what to do.</exception>
    /// <exception cref="IOException">The journal can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    /// <exception cref="JournalFormatException">It is of a newer format.</exception>
    public async Task<IReadOnlyList<StoreComparison>> RunAsync(CancellationToken cancellationToken)
    {
        List<StoreComparison> compared = [];
        foreach (IStoreComparer store in stores)
        {
            JournalReader journal = new(directory);
            if (journal.Origin is { } origin)
            {
                ShownProgress? shown = progress is null ? null : new(progress, store.Name, journal.NextSequence - journal.FirstSequence);
                IAsyncEnumerable<IReadOnlyList<JournalEntry>> entries = ReadAheadAsync(journal, cancellationToken);
                compared.Add(await store.CompareAsync(origin, journal.NextSequence, entries, shown, cancellationToken).ConfigureAwait(false));
            }
        }

        return compared;
    }

    /// <summary>Reads a piece while the one before is compared.</summary>
    static async IAsyncEnumerable<IReadOnlyList<JournalEntry>> ReadAheadAsync(
        JournalReader journal, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using IEnumerator<IReadOnlyList<JournalEntry>> pieces = journal.ReadReadable().GetEnumerator();
        Task<IReadOnlyList<JournalEntry>?> next = Task.Run(Next, cancellationToken);
        try
        {
            while (await next.ConfigureAwait(false) is { } piece)
            {
                next = Task.Run(Next, cancellationToken);
                yield return piece;
            }
        }
        finally
        {
            // Nobody reads any more when the files are closed.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        IReadOnlyList<JournalEntry>? Next() => pieces.MoveNext() ? pieces.Current : null;
    }

    sealed class ShownProgress(IProgress<StoreProgress> shown, string store, long total) : IProgress<long>
    {
        public void Report(long value) => shown.Report(new(store, value, total));
    }
}
