using MetaLogging.Api.Problems;
using Microsoft.AspNetCore.Http;

namespace MetaLogging.Api.Events;

/// <summary>Ends the reading of a body that takes too long, and says so; a caller that is gone ends it, too.</summary>
internal sealed class BodyDeadline(TimeSpan time, TimeProvider clock, CancellationToken aborted) : IDisposable
{
    readonly CancellationTokenSource _late = new(time, clock);
    CancellationTokenSource? _linked;

    /// <summary>Reads under the deadline.</summary>
    /// <exception cref="ProblemException">The time is up.</exception>
    /// <exception cref="BadHttpRequestException">The connection broke off, or what came is no HTTP.</exception>
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
        catch (IOException e) when (e is not (BadHttpRequestException or EndOfStreamException))
        {
            throw new BadHttpRequestException(e.Message, StatusCodes.Status400BadRequest, e);   // Kestrel says it so for a chunk of a wrong size, and for a reset
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _linked?.Dispose();
        _late.Dispose();
    }
}
