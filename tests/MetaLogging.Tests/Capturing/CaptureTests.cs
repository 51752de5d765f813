using MetaLogging.Capturing;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MetaLogging.Tests.Capturing;

public sealed class CaptureTests : IDisposable
{
    readonly StubTrail _trail = new();
    readonly FakeTimeProvider _time = new(DateTimeOffset.Parse("2026-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
    readonly CaptureLosses _losses;
    readonly Capture _capture;

    public CaptureTests()
    {
        _losses = new(_trail, _time);
        _capture = new(_trail, _losses, new(), _time, NullLogger<Capture>.Instance);
    }

    static AuditEvent Item { get; } = new() { Action = "order.ship", ResourceType = "order" };

    public void Dispose() => _losses.Dispose();

    [Fact]
    public async Task What_can_not_be_recorded_goes_on_and_becomes_a_gap_when_the_journal_is_well_again()
    {
        _trail.Failure = new JournalNotWritableException("The disk is full.");
        Assert.False(await _capture.RecordAsync(Item, "requests", FailurePolicy.Continue));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(await _capture.RecordAsync(Item, "requests", FailurePolicy.Continue));
        Assert.False(await _capture.RecordAsync(Item, "operations", FailurePolicy.Continue));
        Assert.Equal(3, _losses.Untold.Sum(loss => loss.Count));
        _trail.Failure = null;
        Assert.True(await _capture.RecordAsync(Item, "requests", FailurePolicy.Continue));
        Assert.Equal(["operations", "requests"], _trail.Gaps.Select(gap => gap.AdditionalData!["source"]!.GetValue<string>()).Order());
        AuditEvent requests = _trail.Gaps.First(gap => gap.AdditionalData!["source"]!.GetValue<string>() == "requests");
        Assert.Equal(2, requests.AdditionalData!["count"]!.GetValue<long>());
        Assert.NotEqual(requests.AdditionalData["from"]!.GetValue<string>(), requests.AdditionalData["to"]!.GetValue<string>());
        Assert.Empty(_losses.Untold);
    }

    [Fact]
    public async Task Under_FailOperation_it_throws_with_the_cause_and_is_a_gap_all_the_same()
    {
        _trail.Failure = new JournalNotWritableException("The disk is full.");
        EventNotRecordedException failure = await Assert.ThrowsAsync<EventNotRecordedException>(
            () => _capture.RecordAsync(Item, "requests", FailurePolicy.FailOperation).AsTask());
        Assert.Equal("order.ship", failure.What);
        Assert.Contains("The disk is full.", failure.Message, StringComparison.Ordinal);
        Assert.Single(_losses.Untold);
    }

    [Theory]
    [InlineData(FailurePolicy.Continue)]
    [InlineData(FailurePolicy.FailOperation)]
    public async Task A_journal_that_does_not_answer_is_given_up_after_the_time_out(FailurePolicy policy)
    {
        _trail.Hold = new TaskCompletionSource().Task;
        Task<bool> recording = _capture.RecordAsync(Item, "requests", policy).AsTask();
        Assert.False(recording.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(10));
        if (policy == FailurePolicy.Continue)
        {
            Assert.False(await recording);
            return;
        }

        EventNotRecordedException failure = await Assert.ThrowsAsync<EventNotRecordedException>(() => recording);
        Assert.IsType<TimeoutException>(failure.InnerException);
    }
}
