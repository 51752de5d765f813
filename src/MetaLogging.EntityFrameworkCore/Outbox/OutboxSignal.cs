namespace MetaLogging.EntityFrameworkCore.Outbox;

/// <summary>Wakes all who drain an outbox when something was committed that they should carry. Thread-safe.</summary>
internal sealed class OutboxSignal
{
    TaskCompletionSource _next = Make();

    /// <summary>The next time that something is committed. Whoever waits takes it before he looks, so that he misses nothing.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Wake() => Interlocked.Exchange(ref _next, Make()).TrySetResult();

    static TaskCompletionSource Make() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
