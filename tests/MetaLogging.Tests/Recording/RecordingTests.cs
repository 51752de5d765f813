using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Recording;
using MetaLogging.Tests.Support;
using MetaLogging.Validation;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MetaLogging.Tests.Recording;

public sealed class RecordingTests : IAsyncLifetime
{
    readonly DataFolder _folder = new();
    readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    AuditTrail _trail = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _trail = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await _trail.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_same_id_with_the_same_content_is_a_duplicate_at_the_place_of_the_first_copy()
    {
        AuditEvent item = Some.AuditEvent() with { Id = Guid.NewGuid() };
        Receipt first = await _trail.RecordAsync(item, Cancel);
        Receipt second = await _trail.RecordAsync(item, Cancel);
        Assert.False(first.IsDuplicate);
        Assert.True(second.IsDuplicate);
        Assert.Equal(first.Sequence, second.Sequence);
        Assert.Equal(1, _trail.NextSequence);
    }

    [Fact]
    public async Task The_same_id_with_other_content_is_a_conflict_that_names_the_fields_and_leaves_no_trace()
    {
        AuditEvent item = Some.AuditEvent() with { Id = Guid.NewGuid() };
        await _trail.RecordAsync(item, Cancel);
        EventConflictException conflict = await Assert.ThrowsAsync<EventConflictException>(
            () => _trail.RecordAsync(item with { UserId = "somebody-else", Success = false }, Cancel));
        Assert.Equal(["success", "user_id"], conflict.Fields.Order(StringComparer.Ordinal));
        Assert.DoesNotContain("somebody-else", conflict.Message, StringComparison.Ordinal);
        Assert.Equal(1, _trail.NextSequence);
    }

    [Fact]
    public async Task The_same_id_in_another_tenant_is_another_event()
    {
        AuditEvent item = Some.AuditEvent() with { Id = Guid.NewGuid(), TenantId = "north" };
        await _trail.RecordAsync(item, Cancel);
        Assert.False((await _trail.RecordAsync(item with { TenantId = "south" }, Cancel)).IsDuplicate);
        Assert.Equal(2, (await _trail.FindAsync(item.Id!.Value, cancellationToken: Cancel)).Count);
        Assert.Single(await _trail.FindAsync(item.Id!.Value, "south", Cancel));
    }

    [Fact]
    public async Task Copies_inside_a_batch_and_across_callers_are_written_once()
    {
        AuditEvent[] events = [.. Enumerable.Range(0, 50).Select(_ => Some.AuditEvent() with { Id = Guid.NewGuid() })];
        BatchReceipt[] receipts = await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(
            () => _trail.RecordAsync([.. events.OrderBy(item => HashCode.Combine(item.Id, caller)), events[caller]], cancellationToken: Cancel), Cancel)));
        Assert.Equal(50, receipts.Sum(receipt => receipt.Accepted));
        Assert.Equal((8 * 51) - 50, receipts.Sum(receipt => receipt.Duplicates));
        Assert.Equal(50, _trail.NextSequence);
    }

    [Fact]
    public async Task A_batch_with_one_bad_event_is_refused_whole_and_names_its_line_and_field()
    {
        TrailEvent[] batch = [Some.AuditEvent(), Some.FailedLogin() with { IpAddress = "not-an-address" }];
        InvalidEventException refused = await Assert.ThrowsAsync<InvalidEventException>(() => _trail.RecordAsync(batch, cancellationToken: Cancel));
        Assert.Equal("lines[2].ip_address", Assert.Single(refused.Problems).Field);
        Assert.Equal(0, _trail.NextSequence);
    }

    [Fact]
    public async Task A_batch_that_may_skip_keeps_the_good_events_and_lists_the_others()
    {
        AuditEvent taken = Some.AuditEvent() with { Id = Guid.NewGuid() };
        await _trail.RecordAsync(taken, Cancel);
        TrailEvent[] batch = [Some.AuditEvent() with { Action = "" }, Some.SystemEvent(), taken with { UserId = "other" }, taken];
        BatchReceipt receipt = await _trail.RecordAsync(batch, new BatchOptions { SkipInvalid = true }, Cancel);
        Assert.Equal((1, 1), (receipt.Accepted, receipt.Duplicates));
        Assert.Equal([0, 2], receipt.Rejected.Select(rejected => rejected.Index));
        Assert.Equal((1L, 1L), (receipt.FirstSequence!.Value, receipt.LastSequence!.Value));
    }

    [Fact]
    public async Task A_callers_event_may_not_bear_the_name_of_an_own_event()
    {
        InvalidEventException refused = await Assert.ThrowsAsync<InvalidEventException>(
            () => _trail.RecordAsync(Some.AuditEvent() with { Action = "metalog.erase" }, Cancel));
        Assert.Equal("action", Assert.Single(refused.Problems).Field);
    }

    [Fact]
    public async Task Recorded_at_holds_while_the_clock_steps_back_a_little_and_a_large_step_is_journaled()
    {
        DateTimeOffset noon = _time.GetUtcNow();
        await _trail.RecordAsync(Some.AuditEvent(), Cancel);
        _time.AdjustTime(noon.AddSeconds(-30));
        Receipt small = await _trail.RecordAsync(Some.AuditEvent(), Cancel);
        _time.AdjustTime(noon.AddHours(-1));
        Receipt large = await _trail.RecordAsync(Some.AuditEvent(), Cancel);
        Assert.Equal(noon, (await ReadAsync(small.Id)).RecordedAt);
        Assert.Equal(noon.AddHours(-1), (await ReadAsync(large.Id)).RecordedAt);
        Assert.Equal(small.Sequence + 2, large.Sequence);   // metalog.clock stands between
    }

    [Fact]
    public async Task What_was_erased_is_not_compared_and_not_stored_again()
    {
        AuditEvent item = Some.AuditEvent() with { Id = Guid.NewGuid() };
        await _trail.RecordAsync(item, Cancel);
        await _trail.EraseAsync([new SequenceRange(0, 1)], EntryParts.Actor, "test", Cancel);
        Assert.True((await _trail.RecordAsync(item with { UserId = "anybody" }, Cancel)).IsDuplicate);
        Recorded<TrailEvent> kept = await ReadAsync(item.Id!.Value);
        Assert.Equal(EntryParts.Actor, kept.Erased);
        Assert.Null(((AuditEvent)kept.Event).UserId);
        Assert.Equal("user456", ((AuditEvent)kept.Event).ResourceId);
    }

    async Task<AuditTrail> OpenAsync()
    {
        var trail = new AuditTrail(_folder.Options(), [], _time);
        await trail.StartAsync(Cancel);
        return trail;
    }

    async Task<Recorded<TrailEvent>> ReadAsync(Guid id) => Assert.Single(await _trail.FindAsync(id, cancellationToken: Cancel));
}
