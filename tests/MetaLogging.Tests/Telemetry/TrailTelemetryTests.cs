using System.Diagnostics.Metrics;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Recording;
using MetaLogging.Telemetry;
using Xunit;

namespace MetaLogging.Tests.Telemetry;

public sealed class TrailTelemetryTests
{
    [Fact]
    public async Task Events_are_counted_by_kind_and_by_what_became_of_them()
    {
        Dictionary<string, long> counted = [];
        using MeterListener listener = new();
        int thread = Environment.CurrentManagedThreadId;
        bool isOurs = false;
        listener.InstrumentPublished = (instrument, one) =>
        {
            // Other tests have trails, too; ours is made in this thread, when those that there are have been gone through.
            if (isOurs && instrument.Name == "metalogging.events" && Environment.CurrentManagedThreadId == thread)
            {
                one.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) => counted[string.Join(' ', tags.ToArray().Select(tag => tag.Value))] = count);
        listener.Start();
        isOurs = true;
        using TrailTelemetry telemetry = new(() => new TrailHealth(new(JournalState.Ready, null, [], 0), []), () => 0);
        isOurs = false;
        await telemetry.RecordAsync(() => Task.FromResult<RecordingOutcome[]>(
        [
            new() { Kind = EventKind.AuditEvent },
            new() { Kind = EventKind.AuditEvent },
            new() { Kind = EventKind.FailedLogin, State = RecordingState.Duplicate },
            new() { State = RecordingState.Invalid },
        ]));
        Assert.Equal(
            new Dictionary<string, long> { ["audit_event recorded"] = 2, ["failed_login duplicate"] = 1, ["unknown invalid"] = 1 }, counted);
    }
}
