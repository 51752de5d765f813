namespace MetaLogging.Journaling;

/// <summary>The sequence behind the last flushed entry, and those who wait for it to move.</summary>
internal sealed class CommitPoint
{
    long _next;
    bool _closed;
    TaskCompletionSource? _moved;

    public long Next => Volatile.Read(ref _next);

    public void MoveTo(long next)
    {
        Volatile.Write(ref _next, next);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _moved) is not null)
        {
            Interlocked.Exchange(ref _moved, null)?.TrySetResult();
        }
    }

    public async ValueTask WaitForAsync(long sequence, CancellationToken cancellationToken)
    {
        while (Next <= sequence)
        {
            TaskCompletionSource waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);
            waiter = Interlocked.CompareExchange(ref _moved, waiter, null) ?? waiter;

            // Looked at again behind the registration: a move in between would not wake us.
            if (Next > sequence)
            {
                return;
            }

            ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed), typeof(Journal));
            await waiter.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Wakes all who wait: nothing more will come.</summary>
    public void Close()
    {
        Volatile.Write(ref _closed, true);
        MoveTo(Next);
    }
}
