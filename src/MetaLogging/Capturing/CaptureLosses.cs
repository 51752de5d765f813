using System.Diagnostics.Metrics;
using MetaLogging.Journaling;
using MetaLogging.Recording;
using MetaLogging.Telemetry;

namespace MetaLogging.Capturing;

/// <summary>What was to be captured and was lost: counted at once, and recorded as a gap as soon as the journal takes it. Thread-safe.</summary>
internal sealed class CaptureLosses(IAuditTrail trail, TimeProvider time) : IDisposable
{
    readonly Meter _meter = new(TrailTelemetry.Name);
    readonly Dictionary<string, CaptureLoss> _untold = [];
    Counter<long>? _counter;
    volatile bool _hasUntold;

    /// <summary>What is not recorded as a gap yet, by source.</summary>
    public IReadOnlyList<CaptureLoss> Untold
    {
        get
        {
            lock (_untold)
            {
                return [.. _untold.Values];
            }
        }
    }

    /// <summary>Counts what was lost.</summary>
    public void Add(string source, long count, string reason)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_untold)
        {
            _counter ??= _meter.CreateCounter<long>("metalogging.capture.lost", "{event}", "Events that were to be captured and could not be recorded, by source.");
            Keep(new(source, count, now, now, reason));
        }

        _counter.Add(count, new KeyValuePair<string, object?>("source", source));
    }

    /// <summary>Records what was lost so far as gaps; what can't be recorded now is kept for the next time. Does not throw but for cancellation.</summary>
    public async ValueTask TellAsync(CancellationToken cancellationToken)
    {
        if (!_hasUntold || trail is not IGapRecorder recorder)
        {
            return;
        }

        foreach (CaptureLoss loss in Take())
        {
            try
            {
                await recorder.RecordGapAsync(OwnEvents.Gap(loss.Source, loss.From, loss.To, loss.Count, loss.Reason), cancellationToken).ConfigureAwait(false);
            }
            catch (AppendOutcomeUnknownException)
            {
                // It may be there: a gap told twice would count twice, and the journal says for itself that it is not well.
            }
            catch (Exception e) when (e is JournalException or OperationCanceledException)
            {
                lock (_untold)
                {
                    Keep(loss);
                }

                if (e is OperationCanceledException)
                {
                    throw;
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    CaptureLoss[] Take()
    {
        lock (_untold)
        {
            CaptureLoss[] taken = [.. _untold.Values];
            _untold.Clear();
            _hasUntold = false;
            return taken;
        }
    }

    void Keep(CaptureLoss loss)
    {
        _untold[loss.Source] = _untold.TryGetValue(loss.Source, out CaptureLoss? before)
            ? before with
            {
                Count = before.Count + loss.Count,
                From = before.From < loss.From ? before.From : loss.From,
                To = before.To > loss.To ? before.To : loss.To,
                Reason = before.To > loss.To ? before.Reason : loss.Reason,
            }
            : loss;
        _hasUntold = true;
    }
}
