namespace MetaLogging.Journaling;

/// <summary>
/// What waits for the one writer, bounded by bytes: beyond the bound callers wait in order before it, where they can still be cancelled.
/// </summary>
internal sealed class AppendQueue(long capacity)
{
    readonly object _gate = new();
    readonly LinkedList<PendingAppend> _outside = [];
    List<PendingAppend> _queued = [];
    long _bytes;
    bool _writerWaits;
    bool _closed;

    /// <summary>
    /// Queues an append; its task ends when the writer is done with it, or when it was cancelled while it was still outside.
    /// </summary>
    public ValueTask<long> Add(PendingAppend append, CancellationToken cancellationToken)
    {
        LinkedListNode<PendingAppend>? outside = null;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(Journal));
            if (_outside.Count == 0 && (_queued.Count == 0 || _bytes + append.Length <= capacity))
            {
                Enter(append);
            }
            else
            {
                outside = _outside.AddLast(append);
            }
        }

        return new(outside is null || !cancellationToken.CanBeCanceled ? append.Task : WaitOutsideAsync(outside, cancellationToken));
    }

    /// <summary>
    /// Waits for work and takes all of it; the list is the writer's until the next call. Null when the queue is closed and empty.
    /// </summary>
    public List<PendingAppend>? TakeAll(List<PendingAppend> emptied)
    {
        lock (_gate)
        {
            while (_queued.Count == 0)
            {
                if (_closed)
                {
                    return null;
                }

                _writerWaits = true;
                Monitor.Wait(_gate);
                _writerWaits = false;
            }

            List<PendingAppend> taken = _queued;
            _queued = emptied;
            _bytes = 0;
            while (_outside.First is { } next && (_queued.Count == 0 || _bytes + next.Value.Length <= capacity))
            {
                _outside.RemoveFirst();
                Enter(next.Value);
            }

            return taken;
        }
    }

    /// <summary>Takes nothing more; what is there is still written.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }

    void Enter(PendingAppend append)
    {
        _queued.Add(append);
        _bytes += append.Length;
        if (_writerWaits)
        {
            Monitor.Pulse(_gate);
        }
    }

    async Task<long> WaitOutsideAsync(LinkedListNode<PendingAppend> outside, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.Register(() =>
        {
            bool left;
            lock (_gate)
            {
                left = outside.List is not null;
                if (left)
                {
                    _outside.Remove(outside);
                }
            }

            if (left)
            {
                outside.Value.Cancel(cancellationToken);
            }
        });
        return await outside.Value.Task.ConfigureAwait(false);
    }
}
