using MetaLogging.Entries;
using MetaLogging.InfluxDb.Points;
using MetaLogging.Journaling;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Writing;

/// <summary>
/// Makes points of entries and sends them in batches, some of them at once: while the server takes one, the next is made. It keeps its
/// memory from batch to batch. Not thread-safe.
/// </summary>
internal sealed class BatchWriter(PointSender sender, string origin, int batchSize, int concurrentWrites, RecentTimes times)
{
    /// <summary>Bytes at which a batch is sent though it has fewer points: well below the 25 MB that InfluxDB takes by default.</summary>
    const int LargestBody = 8 << 20;

    readonly EntryView _view = new();
    readonly EntryPoint _point = new(origin);
    readonly Stack<PointBatch> _free = new(Enumerable.Range(0, concurrentWrites).Select(_ => new PointBatch()));
    readonly List<Task> _sending = [];
    readonly List<SetAside> _aside = [];
    PointBatch? _batch;

    /// <summary>Takes entries; what is full is sent.</summary>
    public async Task AddAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        for (int i = 0; i < entries.Count; i++)
        {
            _batch ??= await TakeFreeAsync().ConfigureAwait(false);
            Add(entries[i], _batch);
            if (_batch.Count >= batchSize || _batch.Lines.Length >= LargestBody)
            {
                Send(cancellationToken);
            }
        }
    }

    /// <summary>Sends the rest and waits for all that is under way.</summary>
    /// <returns>The entries that could not be points, or were refused.</returns>
    /// <exception cref="StoreException">Something could not be sent. Nothing is under way any more.</exception>
    public async Task<IReadOnlyList<SetAside>> FinishAsync(CancellationToken cancellationToken)
    {
        Send(cancellationToken);
        await Task.WhenAll(_sending).ConfigureAwait(false);
        _sending.Clear();
        SetAside[] aside = [.. _aside];
        _aside.Clear();
        return aside;
    }

    /// <summary>After a failure: waits for what is under way, and forgets the rest.</summary>
    public async Task GiveUpAsync()
    {
        await ((Task)Task.WhenAll(_sending)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _sending.Clear();
        _aside.Clear();
        if (_batch is { } begun)
        {
            begun.Clear();
            _free.Push(begun);
            _batch = null;
        }
    }

    void Add(JournalEntry entry, PointBatch batch)
    {
        try
        {
            _view.Read(entry);
            _point.Write(_view, batch.Lines);
            batch.EndPoint(entry.Sequence);
            times.Add(entry.Sequence, _view.TimestampNanoseconds);
        }
        catch (EntryFormatException e)
        {
            batch.TakeBack();
            lock (_aside)
            {
                _aside.Add(new(entry.Sequence, entry.Sequence + 1, e.Message));
            }
        }
    }

    async Task<PointBatch> TakeFreeAsync()
    {
        while (true)
        {
            lock (_free)
            {
                if (_free.TryPop(out PointBatch? free))
                {
                    return free;
                }
            }

            Task done = await Task.WhenAny(_sending).ConfigureAwait(false);
            await done.ConfigureAwait(false);   // one that failed ends it all
            _sending.Remove(done);
        }
    }

    void Send(CancellationToken cancellationToken)
    {
        if (_batch is { Count: > 0 } full)
        {
            _batch = null;
            _sending.Add(SendAsync(full, cancellationToken));
        }
    }

    async Task SendAsync(PointBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<SetAside> refused = await sender.SendAsync(batch, cancellationToken).ConfigureAwait(false);
            lock (_aside)
            {
                _aside.AddRange(refused);
            }
        }
        finally
        {
            batch.Clear();
            lock (_free)
            {
                _free.Push(batch);
            }
        }
    }
}
