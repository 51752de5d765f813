using MetaLogging.Journaling;
using MetaLogging.Stores;

namespace MetaLogging.Tests.Support;

/// <summary>A <see cref="ListStore"/> that takes all batches of a run and notes it: <c>run to 80</c>.</summary>
public sealed class RunStore : ListStore, IEventStore
{
    async ValueTask<long> IEventStore.ApplyAsync(IAsyncEnumerable<IReadOnlyList<JournalEntry>> run, CancellationToken cancellationToken)
    {
        long next = 0;
        await foreach (IReadOnlyList<JournalEntry> batch in run.WithCancellation(cancellationToken))
        {
            await ApplyAsync(batch, cancellationToken);
            next = batch[^1].Sequence + 1;
        }

        Note($"run to {next}");
        return next;
    }
}
