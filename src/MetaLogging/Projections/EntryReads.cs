using System.Runtime.CompilerServices;
using MetaLogging.Journaling;

namespace MetaLogging.Projections;

/// <summary>What a projection reads of its journal: one batch, or a run of batches, each of which is read while the one before it is taken. Not thread-safe.</summary>
internal sealed class EntryReads(Journal journal)
{
    /// <summary>Bytes of entries that are read at once: enough for the store's large transactions, little enough for its memory.</summary>
    const int Length = 6 << 20;

    /// <summary>The same in a run, of which the store takes several reads into one transaction while the next one waits in memory.</summary>
    const int LengthInRun = 2 << 20;

    (long From, Task<IReadOnlyList<JournalEntry>> Read)? _ahead;

    /// <summary>Entries from a sequence on: those that were read ahead and not taken, or else new ones.</summary>
    public async ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(long from, CancellationToken cancellationToken)
    {
        if (_ahead is not { } ahead || ahead.From != from)
        {
            return await journal.ReadAsync(from, Length, EntryContent.FactAndDetail, cancellationToken).ConfigureAwait(false);
        }

        _ahead = null;
        return await ahead.Read.ConfigureAwait(false);
    }

    /// <summary>Goes on from a batch that was read, up to the next order, to what can't be read or to the end of the journal.</summary>
    public async IAsyncEnumerable<IReadOnlyList<JournalEntry>> RunAsync(
        IReadOnlyList<JournalEntry> first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (IReadOnlyList<JournalEntry> batch = first; batch.Count > 0 && OrdersAmong(batch).Length == 0;)
        {
            long next = batch[^1].Sequence + 1;
            Task<IReadOnlyList<JournalEntry>> reading = Task.Run(
                () => journal.ReadAsync(next, LengthInRun, EntryContent.FactAndDetail, cancellationToken).AsTask(), cancellationToken);
            _ahead = (next, reading);
            yield return batch;
            try
            {
                batch = await reading.ConfigureAwait(false);
            }
            catch (Exception e) when (e is JournalException or IOException or UnauthorizedAccessException)
            {
                // It is no failure of the store that takes the run. Who reads from there next is told.
                yield break;
            }
        }
    }

    /// <summary>The sequences of the orders among entries.</summary>
    public long[] OrdersAmong(IReadOnlyList<JournalEntry> entries)
    {
        long first = entries[0].Sequence;
        long end = first + entries.Count;
        return [.. journal.Orders.Where(order => order >= first && order < end)];
    }

    /// <summary>Lets go of what was read ahead, so that nothing is kept that may be erased meanwhile, and waits until nothing is read.</summary>
    public async Task ForgetAsync()
    {
        if (_ahead is { } ahead)
        {
            _ahead = null;
            await ((Task)ahead.Read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
