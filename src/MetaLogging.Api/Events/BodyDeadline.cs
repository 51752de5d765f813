using MetaLogging.Api.Problems;

namespace MetaLogging.Api.Events;

/// <summary>Ends the reading of a body that takes too long, and says so; a caller that is gone ends it, too.</summary>
internal sealed class BodyDeadline(TimeSpan time, TimeProvider clock, CancellationToken aborted) : IDisposable
{
    readonly CancellationTokenSource _late = new(time, clock);
    CancellationTokenSource? _linked;

    /// <summary>Reads under the deadline.</summary>
    /// <exception cref="ProblemException">The time is up.</exception>
    public async ValueTask<T> ReadAsync<T>(Func<CancellationToken, ValueTask<T>> read)
    {
        _linked ??= CancellationTokenSource.CreateLinkedTokenSource(_late.Token, aborted);
        try
        {
            return await read(_linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_late.IsCancellationRequested && !aborted.IsCancellationRequested)
        {
            throw new ProblemException(Refusals.TooSlow);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _linked?.Dispose();
        _late.Dispose();
    }
}
