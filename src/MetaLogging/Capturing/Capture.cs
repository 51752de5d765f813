using MetaLogging.Events;
using MetaLogging.Hooks;
using MetaLogging.Journaling;
using MetaLogging.Recording;
using MetaLogging.Validation;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Capturing;

/// <summary>
/// Records what is captured by itself, under the failure policy of its source. The caller's own cancellation is left out on purpose: what was done was done, whoever
/// still waits for it. Thread-safe.
/// </summary>
internal sealed class Capture(IAuditTrail trail, CaptureLosses losses, CaptureOptions options, TimeProvider time, ILogger<Capture> logger)
{
    /// <summary>What was lost.</summary>
    public CaptureLosses Losses => losses;

    /// <summary>Records an event, and answers whether it is on the disk; at most as long as the settings say.</summary>
    /// <param name="item">The event.</param>
    /// <param name="source">The source of events, as a name: <c>requests</c>.</param>
    /// <param name="policy">What becomes of a failure.</param>
    /// <exception cref="EventNotRecordedException">It can't be recorded, and <paramref name="policy"/> is <see cref="FailurePolicy.FailOperation"/>.</exception>
    public async ValueTask<bool> RecordAsync(TrailEvent item, string source, FailurePolicy policy)
    {
        Task<Receipt>? recording = null;
        try
        {
            using CancellationTokenSource limit = new(options.Timeout, time);
            recording = trail.RecordAsync(item, limit.Token);
            await recording.WaitAsync(limit.Token).ConfigureAwait(false);
            if (item is FailedLoginAttempt or AuditEvent { Action: "auth.login" })
            {
                OperationContext.Running?.NoteSignIn();
            }

            await losses.TellAsync(limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (recording is { IsCompletedSuccessfully: true })
        {
            return true;   // only the gap was not told in time; it is kept
        }
        catch (Exception e)
        {
            // What is captured must break the application neither by a bug of a custom trail nor of ours: everything is a loss, and a loss is loud.
            Exception reason = e is OperationCanceledException
                ? new TimeoutException($"the journal did not take it within {options.Timeout} (MetaLogging:Capture:Timeout).", e)
                : e;
            CaptureLog.Lost(logger, ActionOf(item), source, reason is InvalidEventException or JournalException or TimeoutException ? reason.Message : reason.ToString());
            losses.Add(source, 1, reason is InvalidEventException ? "The event is not valid." : reason.GetType().Name);
            return policy == FailurePolicy.Continue ? false : throw new EventNotRecordedException(ActionOf(item), reason);
        }
    }

    static string ActionOf(TrailEvent item) => item is AuditEvent audit ? audit.Action : EventKinds.Name(item.Kind);
}
