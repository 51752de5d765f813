using MetaLogging.Events;
using MetaLogging.Recording;
using MetaLogging.Remote;
using MetaLogging.Stores;
using MetaLogging.Validation;

namespace MetaLogging.Forwarding;

/// <summary>
/// Sends events to the server, batch by batch, once each: whoever calls tries again. An event is known by its id, so that sending it again makes no second one. Not
/// thread-safe.
/// </summary>
internal sealed class ServerWriter(RemoteAuditTrail server, TimeProvider time)
{
    const int LongestReason = 400;

    /// <summary>A server, or a proxy before it, that asks for more is asked again after this time.</summary>
    static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    // An id that is there with other content is refused and told of; to count it as a duplicate would lose the event in silence.
    static readonly BatchOptions Skipping = new() { SkipInvalid = true };

    DateTimeOffset _notBefore;

    /// <summary>The HTTP status of the last failure; null after a success, and where there was no answer.</summary>
    public int? LastStatus { get; private set; }

    /// <summary>Sends a batch, and answers what the server refused of it.</summary>
    /// <exception cref="StoreException">It could not be delivered, and is to be sent again.</exception>
    public async Task<IReadOnlyList<RefusedEvent>> SendAsync(IReadOnlyList<QueuedEvent> batch, CancellationToken cancellationToken)
    {
        await WaitAsync(cancellationToken).ConfigureAwait(false);
        BatchBody body = BatchBody.Of([.. batch.Select(item => item.Event)], new SentIds(time));
        Attempt<BatchReceipt> attempt = await server.RecordOnceAsync(body, Skipping, cancellationToken).ConfigureAwait(false);
        switch (attempt.Failure?.Exception)
        {
            case null:
                LastStatus = null;
                return Refused(batch, attempt.Value!.Rejected);
            case Exception e when batch.Count > 1 && (IsAboutEvents(e) || e is RemoteTrailException { Status: 413 }):
                // Something of it is not taken, or it is too large for a proxy: by halves what is wrong is found, and the rest is taken.
                return
                [
                    .. await SendAsync([.. batch.Take(batch.Count / 2)], cancellationToken).ConfigureAwait(false),
                    .. await SendAsync([.. batch.Skip(batch.Count / 2)], cancellationToken).ConfigureAwait(false),
                ];
            case InvalidEventException wrong when IsAboutEvents(wrong):
                return Refused(batch, [new RejectedEvent(0, wrong.Problems)]);
            default:
                throw Failed(attempt.Failure);
        }
    }

    /// <summary>A request that is wrong in itself, as for an older server, says nothing of its events.</summary>
    static bool IsAboutEvents(Exception e) =>
        e is InvalidEventException { Problems.Count: > 0 } wrong && wrong.Problems.All(problem => problem.Field.StartsWith("lines[", StringComparison.Ordinal));

    async Task WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait = _notBefore - time.GetUtcNow();
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait < LongestWait ? wait : LongestWait, time, cancellationToken).ConfigureAwait(false);
        }
    }

    StoreException Failed(RemoteFailure failure)
    {
        if (failure.RetryAfter is { } asked)
        {
            _notBefore = time.GetUtcNow() + (asked < LongestWait ? asked : LongestWait);
        }

        LastStatus = (failure.Exception as RemoteTrailException)?.Status;
        return new StoreException(failure.Exception.Message, failure.Exception) { IsTransient = true };   // nothing is given up
    }

    List<RefusedEvent> Refused(IReadOnlyList<QueuedEvent> batch, IReadOnlyList<RejectedEvent> rejected)
    {
        if (rejected.Any(one => one.Problems.Any(problem => problem.Message == ProblemText.InTheFuture)))
        {
            throw new StoreException(
                $"{server.Failures.Title} finds events more than five minutes in its future: its clock and the one of this machine differ. Set them right; nothing is lost"
                + " meanwhile.")
            {
                IsTransient = true,
            };
        }

        return [.. rejected.Select(one => new RefusedEvent(batch[one.Index], ReasonOf(one)))];
    }

    string ReasonOf(RejectedEvent rejected)
    {
        string reason = server.Failures.Quote(string.Join("; ", rejected.Problems.Select(problem => $"{problem.Field} {problem.Message}".Trim())));
        return reason.Length <= LongestReason ? reason : reason[..LongestReason] + "…";
    }
}
