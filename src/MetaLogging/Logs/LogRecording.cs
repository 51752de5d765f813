using System.Diagnostics.Metrics;
using MetaLogging.Capturing;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Recording;
using MetaLogging.Telemetry;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Logs;

/// <summary>
/// Records what was logged, batch by batch: one at a time, as fast as the journal takes them. While it can't be written the messages wait, and what there is no room for
/// becomes a gap.
/// </summary>
internal sealed class LogRecording(LogQueue queue, IAuditTrail trail, CaptureLosses losses, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>The source of events under which losses are told of.</summary>
    public const string Source = "logger";

    const int MostAtOnce = 1000;

    static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(5);
    static readonly TimeSpan LongestLastTry = TimeSpan.FromSeconds(2);
    static readonly BatchOptions Skipping = new() { SkipInvalid = true };

    readonly Meter _meter = new(TrailTelemetry.Name);
    readonly CancellationTokenSource _late = new();
    readonly EventIds _ids = new();
    readonly LogFitting _fitting = new();
    Task _running = Task.CompletedTask;

    /// <summary>Begins.</summary>
    public void Start()
    {
        _meter.CreateObservableGauge("metalogging.logger.queue", () => queue.Waiting.Count, "{event}", "Log messages that wait to be recorded.");

        // Neither the scopes nor the activity of whoever starts it are those of the messages.
        using AsyncFlowControl flow = ExecutionContext.SuppressFlow();
        _running = Task.Run(RunAsync);
    }

    /// <summary>Records what waits, and ends.</summary>
    /// <param name="cancellationToken">Ends it at once; what waits then is told of as lost, if the journal takes that.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Close();
        await using (cancellationToken.UnsafeRegister(static late => ((CancellationTokenSource)late!).Cancel(), _late))
        {
            await _running.ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _meter.Dispose();
        _late.Dispose();
    }

    async Task RunAsync()
    {
        LogCapture.BeginRecording();
        List<TrailEvent> batch = [];
        try
        {
            while (await queue.Waiting.WaitToReadAsync(_late.Token).ConfigureAwait(false))
            {
                while (batch.Count < MostAtOnce && queue.Waiting.TryRead(out SystemEvent? item))
                {
                    batch.Add(_fitting.Fit(item) with { Id = _ids.New(item.TimestampNanoseconds!.Value) });
                }

                await RecordAsync(batch).ConfigureAwait(false);
                batch.Clear();
                CountDropped();
                await TellAsync(_late.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_late.IsCancellationRequested)
        {
            await GiveUpAsync(batch.Count).ConfigureAwait(false);
        }
    }

    /// <summary>Records a batch, however long that takes: each message has an id, so that trying again makes no second one of it.</summary>
    async Task RecordAsync(List<TrailEvent> batch)
    {
        TimeSpan retry = FirstRetry;
        for (; ; )
        {
            try
            {
                BatchReceipt receipt = await trail.RecordAsync(batch, Skipping, _late.Token).ConfigureAwait(false);
                if (receipt.Rejected.Count > 0)
                {
                    losses.Add(Source, receipt.Rejected.Count, $"The event is not valid: {receipt.Rejected[0].Problems[0].Field} {receipt.Rejected[0].Problems[0].Message}");
                }

                return;
            }
            catch (JournalException e)
            {
                LoggerLog.Waits(logger, batch.Count, retry, e.Message);
            }
            catch (Exception e) when (e is not OperationCanceledException || !_late.IsCancellationRequested)
            {
                // A bug of a custom trail, or of ours, must not end the recording of what comes later.
                LoggerLog.Lost(logger, batch.Count, e);
                losses.Add(Source, batch.Count, e.GetType().Name);
                return;
            }

            await Task.Delay(retry, time, _late.Token).ConfigureAwait(false);
            retry = retry * 2 < LastRetry ? retry * 2 : LastRetry;
        }
    }

    async Task GiveUpAsync(int inBatch)
    {
        int left = inBatch;
        while (queue.Waiting.TryRead(out _))
        {
            left++;
        }

        if (left > 0)
        {
            losses.Add(Source, left, "The application ended before they were recorded.");
        }

        CountDropped();
        using CancellationTokenSource limit = new(LongestLastTry, time);
        try
        {
            await TellAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            LoggerLog.NotTold(logger, left);
        }
    }

    async Task TellAsync(CancellationToken cancellationToken)
    {
        try
        {
            await losses.TellAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LoggerLog.Lost(logger, 0, e);   // a bug of a custom trail; what comes later is recorded all the same
        }
    }

    void CountDropped()
    {
        if (queue.TakeDropped() is > 0 and long dropped)
        {
            LoggerLog.Dropped(logger, dropped);
            losses.Add(Source, dropped, "More was logged than the queue holds (MetaLogging:Logger:QueueSize).");
        }
    }
}
