using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;

namespace MetaLogging.Recording;

/// <summary>
/// Erasing and dropping: the order is journaled and flushed, then done. They run one at a time, and one that failed midway is finished before the next, so that after a
/// crash only the last can be unfinished.
/// </summary>
internal sealed class LogOrders(Journal journal, RecordingPipeline pipeline) : IDisposable
{
    readonly SemaphoreSlim _one = new(1, 1);
    bool _isUnfinished;

    public async Task<long> EraseAsync(IReadOnlyList<SequenceRange> ranges, EntryParts parts, string rule, CancellationToken cancellationToken)
    {
        Check(ranges, parts, rule);
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await FinishLastAsync(cancellationToken).ConfigureAwait(false);
            var order = new EraseOrder(ranges, parts, rule);
            long sequence = await pipeline.RecordOwnAsync(OwnEvents.Erase(ranges), order, cancellationToken).ConfigureAwait(false);
            journal.RememberErasure(RememberedErasure.Line(sequence, journal.Origin, order));
            await DoAsync(sequence, order, cancellationToken).ConfigureAwait(false);
            return sequence;
        }
        finally
        {
            _one.Release();
        }
    }

    public async Task<long> DropBeforeAsync(long before, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await FinishLastAsync(cancellationToken).ConfigureAwait(false);
            long boundary = journal.SegmentBoundary(before);
            if (boundary > journal.FirstSequence)
            {
                var order = new DropOrder(boundary);
                AuditEvent own = OwnEvents.Retention(journal.FirstSequence, boundary);
                long sequence = await pipeline.RecordOwnAsync(own, order, cancellationToken).ConfigureAwait(false);
                await DoAsync(sequence, order, cancellationToken).ConfigureAwait(false);
            }

            return journal.FirstSequence;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Finishes what was ordered before a crash.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        _isUnfinished = journal.Orders.Count > 0;
        await FinishLastAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    async Task FinishLastAsync(CancellationToken cancellationToken)
    {
        if (!_isUnfinished)
        {
            return;
        }

        var view = new EntryView();
        for (int i = journal.Orders.Count - 1; i >= 0; i--)
        {
            long sequence = journal.Orders[i];
            try
            {
                view.Read(await journal.ReadEntryAsync(sequence, cancellationToken).ConfigureAwait(false));
            }
            catch (DamagedEntriesException)
            {
                continue;   // what it ordered can't be known; the journal's health names it
            }

            if (view.Order is EraseOrder or DropOrder)
            {
                await DoAsync(sequence, view.Order, cancellationToken).ConfigureAwait(false);
                break;
            }
        }

        _isUnfinished = false;
    }

    async Task DoAsync(long sequence, LogOrder order, CancellationToken cancellationToken)
    {
        _isUnfinished = true;
        switch (order)
        {
            case EraseOrder erase:
                await journal.RewriteDetailsAsync(
                    sequence, erase.Ranges, (entry, output) => DetailEraser.Erase(entry.Detail.Span, erase.Parts, output), cancellationToken).ConfigureAwait(false);
                break;
            case DropOrder drop:
                await journal.DropBeforeAsync(sequence, drop.Before, cancellationToken).ConfigureAwait(false);
                break;
        }

        _isUnfinished = false;
    }

    void Check(IReadOnlyList<SequenceRange> ranges, EntryParts parts, string rule)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        ArgumentException.ThrowIfNullOrWhiteSpace(rule);
        if (parts is EntryParts.None || (parts & ~EntryParts.All) != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(parts), "Name at least one of the four parts.");
        }

        long last = 0;
        foreach (SequenceRange range in ranges)
        {
            if (range.From < last || range.To <= range.From || range.To > journal.NextSequence)
            {
                throw new ArgumentException(
                    $"Ranges of sequences are ascending, apart, and end at {journal.NextSequence} at most.", nameof(ranges));
            }

            last = range.To;
        }
    }
}
