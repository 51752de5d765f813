namespace MetaLogging.Journaling;

/// <summary>
/// A caller that waits for its batch to be flushed; or, without a batch, for a new segment to be begun. The result is the first
/// sequence.
/// </summary>
internal sealed class PendingAppend(EntryBatch? batch, AppendPurpose purpose)
    : TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public EntryBatch? Batch => batch;

    public AppendPurpose Purpose => purpose;

    public int Length { get; } = batch?.Length ?? 0;

    public void Succeed(long first)
    {
        batch?.Dispose();
        TrySetResult(first);
    }

    public void Fail(Exception reason)
    {
        batch?.Dispose();
        TrySetException(reason);
    }

    public void Cancel(CancellationToken cancellationToken)
    {
        batch?.Dispose();
        TrySetCanceled(cancellationToken);
    }
}
