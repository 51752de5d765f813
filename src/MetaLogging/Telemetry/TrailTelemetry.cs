using System.Diagnostics;
using System.Diagnostics.Metrics;
using MetaLogging.Events;
using MetaLogging.Recording;

namespace MetaLogging.Telemetry;

/// <summary>
/// What a trail measures, under the names <c>MetaLogging</c> of its <see cref="Meter"/> and its <see cref="ActivitySource"/>. Names and units follow OpenTelemetry's
/// conventions. No attribute says anything about a person, a key or an event.
/// </summary>
internal sealed class TrailTelemetry : IDisposable
{
    /// <summary>The name of the meter and of the source of activities.</summary>
    public const string Name = "MetaLogging";

    const int States = 4;
    const int Kinds = 3;

    static readonly ActivitySource Activities = new(Name);

    readonly Meter _meter = new(Name);
    readonly Counter<long> _events;
    readonly Histogram<double> _recording;
    readonly Histogram<double> _asking;

    /// <param name="health">Asked when somebody looks.</param>
    /// <param name="nextSequence">Likewise.</param>
    public TrailTelemetry(Func<TrailHealth> health, Func<long> nextSequence)
    {
        _events = _meter.CreateCounter<long>("metalogging.events", "{event}", "Events that were sent, by kind and by what became of them.");
        _recording = _meter.CreateHistogram<double>("metalogging.record.duration", "s", "From the last byte of a batch until it is flushed.", advice: Buckets);
        _asking = _meter.CreateHistogram<double>("metalogging.query.duration", "s", "How long questions to the store take, by what is asked.", advice: Buckets);
        _meter.CreateObservableCounter("metalogging.journal.entries", nextSequence, "{entry}", "Entries that the journal has been given since it began.");
        _meter.CreateObservableGauge("metalogging.journal.free", () => health().Journal.FreeBytes, "By", "Free space on the journal's disk.");
        _meter.CreateObservableGauge("metalogging.journal.state", () => (int)health().Journal.State, null,
            "0 ready, 1 low on space, 2 full, 3 damaged, 4 read-only.");
        _meter.CreateObservableGauge(
            "metalogging.store.lag",
            () =>
            {
                long next = nextSequence();
                return health().Stores.Select(store => new Measurement<long>(next - Math.Max(0, store.Position), new KeyValuePair<string, object?>("store", store.Name)));
            },
            "{entry}", "Entries that a store has still to take.");
        _meter.CreateObservableGauge(
            "metalogging.store.available",
            () => health().Stores.Select(store => new Measurement<int>(store.Problem is null ? 1 : 0, new KeyValuePair<string, object?>("store", store.Name))),
            null, "Whether a store is well.");
    }

    static InstrumentAdvice<double> Buckets { get; } =
        new() { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

    /// <summary>Measures the recording of a batch.</summary>
    public async Task<RecordingOutcome[]> RecordAsync(Func<Task<RecordingOutcome[]>> record)
    {
        using Activity? activity = Activities.StartActivity("metalogging.record");
        long begun = Stopwatch.GetTimestamp();
        string? failure = null;
        try
        {
            RecordingOutcome[] outcomes = await record().ConfigureAwait(false);
            activity?.SetTag("metalogging.events", outcomes.Length);
            Count(outcomes);
            return outcomes;
        }
        catch (Exception e)
        {
            failure = e.GetType().Name;
            activity?.SetStatus(ActivityStatusCode.Error, failure);
            throw;
        }
        finally
        {
            Observe(_recording, begun, "error.type", failure);
        }
    }

    /// <summary>Measures a question.</summary>
    /// <param name="what">What is asked for: <c>audit_event</c>, <c>summary</c>.</param>
    /// <param name="ask">Asks it.</param>
    public async Task<T> AskAsync<T>(string what, Func<Task<T>> ask)
    {
        using Activity? activity = Activities.StartActivity("metalogging.query");
        activity?.SetTag("metalogging.query", what);
        long begun = Stopwatch.GetTimestamp();
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            throw;
        }
        finally
        {
            Observe(_asking, begun, "query", what);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    void Count(RecordingOutcome[] outcomes)
    {
        if (!_events.Enabled)
        {
            return;
        }

        Span<int> counts = stackalloc int[States * (Kinds + 1)];
        counts.Clear();
        foreach (ref readonly RecordingOutcome outcome in outcomes.AsSpan())
        {
            counts[((int)outcome.State * (Kinds + 1)) + (outcome.Kind is { } kind ? (int)kind : Kinds)]++;
        }

        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
            {
                int kind = i % (Kinds + 1);
                _events.Add(
                    counts[i],
                    new KeyValuePair<string, object?>("kind", kind < Kinds ? EventKinds.Name((EventKind)kind) : "unknown"),   // what could not be read has none
                    new KeyValuePair<string, object?>("outcome", NameOf((RecordingState)(i / (Kinds + 1)))));
            }
        }
    }

    static void Observe(Histogram<double> histogram, long begun, string attribute, string? value)
    {
        if (!histogram.Enabled)
        {
            return;
        }

        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        if (value is null)
        {
            histogram.Record(seconds);
        }
        else
        {
            histogram.Record(seconds, new KeyValuePair<string, object?>(attribute, value));
        }
    }

    static string NameOf(RecordingState state) => state switch
    {
        RecordingState.Recorded => "recorded",
        RecordingState.Duplicate => "duplicate",
        RecordingState.Invalid => "invalid",
        _ => "conflict",
    };
}
