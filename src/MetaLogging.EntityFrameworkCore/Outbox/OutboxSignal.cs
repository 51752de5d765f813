namespace MetaLogging.EntityFrameworkCore.Outbox;

/// <summary>Wakes the outbox when something was committed that it should carry. Thread-safe.</summary>
internal sealed class OutboxSignal : IDisposable
{
    readonly SemaphoreSlim _woken = new(0, 1);
    readonly Lock _lock = new();

    public void Wake()
    {
        lock (_lock)
        {
            if (_woken.CurrentCount == 0)
            {
                _woken.Release();
            }
        }
    }

    /// <summary>Waits until it is woken, or the time has passed.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _woken.WaitAsync(atMost, cancellationToken);

    public void Dispose() => _woken.Dispose();
}
