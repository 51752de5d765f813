namespace MetaLogging.Journaling;

/// <summary>
/// The one thread that seals, rewrites and drops, one thing after the other, beside the writer. Segments that are full queue up here;
/// beyond
/// <see cref="MostUnsealed"/> the writer waits, so that a disk does not fill with frames faster than they can be compressed.
/// </summary>
internal sealed class SegmentWork
{
    const int MostUnsealed = 16;

    readonly object _gate = new();
    readonly JournalFiles _files;
    readonly Sealer _sealer;
    readonly List<OpenSegment> _unsealed = [];
    readonly Queue<WorkItem> _work = new();
    readonly Thread _thread;
    bool _failed;
    bool _pending;
    bool _closed;

    public SegmentWork(JournalFiles files, Sealer sealer, IEnumerable<OpenSegment> unsealed)
    {
        (_files, _sealer) = (files, sealer);
        _unsealed.AddRange(unsealed);
        _pending = true;
        _thread = new(Run) { IsBackground = true, Name = "metalog segments" };
        _thread.Start();
    }

    /// <summary>Takes a segment that gets no more frames; waits while too many are there.</summary>
    public void Add(OpenSegment segment)
    {
        lock (_gate)
        {
            _unsealed.Add(segment);
            _pending = true;
            Monitor.PulseAll(_gate);
            while (_unsealed.Count > MostUnsealed && !_failed && !_closed)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Seals all that is there and then runs the work; its task has the error of either.</summary>
    public Task SealAndRunAsync(Action<CancellationToken> work, CancellationToken cancellationToken) =>
        Enqueue(new(work, cancellationToken) { NeedsSealing = true });

    /// <summary>Runs the work, whether or not all can be sealed: a drop must be possible on a full disk.</summary>
    public Task RunAsync(Action<CancellationToken> work, CancellationToken cancellationToken) => Enqueue(new(work, cancellationToken));

    /// <summary>Forgets segments that were dropped before they were sealed.</summary>
    public void ForgetBefore(long sequence)
    {
        lock (_gate)
        {
            _unsealed.RemoveAll(segment => segment.End <= sequence);
            Monitor.PulseAll(_gate);
        }
    }

    Task Enqueue(WorkItem item)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(Journal));
            _work.Enqueue(item);
            Monitor.PulseAll(_gate);
        }

        return item.Task;
    }

    /// <summary>Ends after what is being done; segments that are not sealed are sealed after the next start.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
    }

    void Run()
    {
        while (true)
        {
            WorkItem? item;
            bool isPending;
            lock (_gate)
            {
                while (!_closed && !_pending && _work.Count == 0)
                {
                    Monitor.Wait(_gate);
                }

                if (_closed)
                {
                    while (_work.TryDequeue(out item))
                    {
                        item.TrySetException(new ObjectDisposedException(nameof(Journal)));
                    }

                    return;
                }

                _work.TryDequeue(out item);
                isPending = item is not { NeedsSealing: false } && _pending;
                _pending &= !isPending;
            }

            Exception? failure = isPending || item is { NeedsSealing: true } ? SealAll(item is not null) : null;
            item?.Run(failure);
        }
    }

    /// <summary>Seals what is there; answers why the first one that could not be sealed could not.</summary>
    Exception? SealAll(bool isAsked)
    {
        Exception? failure = null;
        OpenSegment[] unsealed;
        while (true)
        {
            lock (_gate)
            {
                unsealed = [.. _unsealed];
                if (unsealed.Length == 0 || failure is not null || (_closed && !isAsked))
                {
                    _failed = failure is not null;
                    Monitor.PulseAll(_gate);
                    return failure;
                }
            }

            foreach (OpenSegment segment in unsealed)
            {
                if (Volatile.Read(ref _closed) && !isAsked)
                {
                    break;
                }

                try
                {
                    _sealer.Seal(segment);
                    lock (_gate)
                    {
                        _unsealed.Remove(segment);
                        Monitor.PulseAll(_gate);
                    }
                }
#pragma warning disable CA1031 // The edge of the thread: it is logged, and whoever asked gets it. The frames stay, so nothing is lost.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    failure ??= e;
                    JournalLog.SealFailed(_files.Logger, segment.First, e);
                }
            }
        }
    }

    sealed class WorkItem(Action<CancellationToken> work, CancellationToken cancellationToken)
        : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public bool NeedsSealing { get; init; }

        public void Run(Exception? failure)
        {
            try
            {
                if (failure is not null)
                {
                    TrySetException(new JournalException("Some segments could not be sealed, so nothing was done."
                        + " Mend the disk or free space, and try again.", failure));
                    return;
                }

                cancellationToken.ThrowIfCancellationRequested();
                work(cancellationToken);
                TrySetResult();
            }
            catch (OperationCanceledException e)
            {
                TrySetCanceled(e.CancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                TrySetException(new JournalException("The files of segments could not be changed; each is the old one or the new one."
                    + $" Mend the disk and try again. ({e.Message})", e));
            }
#pragma warning disable CA1031 // The edge of the thread: whoever asked gets it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                TrySetException(e);
            }
        }
    }
}
