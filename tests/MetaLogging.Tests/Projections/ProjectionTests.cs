using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using MetaLogging.Recording;
using MetaLogging.Stores;
using MetaLogging.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MetaLogging.Tests.Projections;

public sealed class ProjectionTests : IDisposable
{
    readonly DataFolder _folder = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_query_sees_every_event_that_was_acknowledged_before_it()
    {
        await using AuditTrail trail = await OpenAsync(new ListStore());
        for (int i = 0; i < 20; i++)
        {
            Receipt receipt = await trail.RecordAsync(Some.AuditEvent(), Cancel);
            Page<AuditEvent> page = await trail.QueryAsync(new AuditEventQuery { Limit = 1 }, Cancel);
            Assert.Equal(receipt.Id, Assert.Single(page.Items).Id);
        }
    }

    [Fact]
    public async Task A_store_that_does_not_catch_up_within_the_time_bound_answers_with_its_lag()
    {
        var store = new ListStore();
        var release = new TaskCompletionSource();
        MetaLogging.Configuration.MetaLoggingOptions options = _folder.Options();
        options.ReadTimeBound = TimeSpan.FromMilliseconds(50);
        await using var trail = new AuditTrail(options, [store]);
        await trail.StartAsync(Cancel);
        await trail.RecordAsync(Some.AuditEvent(), Cancel);
        await trail.CatchUpAsync(store.Name, Cancel);
        store.Hold = release.Task;
        await trail.RecordAsync(Some.AuditEvent(), Cancel);
        Page<AuditEvent> page = await trail.QueryAsync(new AuditEventQuery(), Cancel);
        Assert.Single(page.Items);
        Assert.True(page.LagSeconds >= 0);
        release.SetResult();
        store.Hold = null;
        await trail.CatchUpAsync(store.Name, Cancel);
        page = await trail.QueryAsync(new AuditEventQuery(), Cancel);
        Assert.Equal(2, page.Items.Count);
        Assert.Null(page.LagSeconds);
    }

    [Fact]
    public async Task Asking_for_what_is_new_passes_over_nothing_that_comes_while_the_store_catches_up()
    {
        var store = new ListStore();
        await using AuditTrail trail = await OpenAsync(store);
        var first = new TaskCompletionSource();
        var second = new TaskCompletionSource();
        store.Hold = first.Task;
        Receipt one = await trail.RecordAsync(Some.AuditEvent(), Cancel);
        Task<NewEvents<AuditEvent>> asking = trail.QueryNewAsync<AuditEvent>(new AuditEventQuery(), 0, Cancel);
        await Eventually.TrueAsync(() => store.IsHolding, Cancel);
        Receipt two = await trail.RecordAsync(Some.AuditEvent(), Cancel);
        store.Hold = second.Task;
        first.SetResult();
        NewEvents<AuditEvent> news = await asking;
        Assert.Equal([one.Id], news.Items.Select(item => item.Id));
        second.SetResult();
        NewEvents<AuditEvent> later = await trail.QueryNewAsync<AuditEvent>(new AuditEventQuery(), news.Next, Cancel);
        Assert.Equal([two.Id], later.Items.Select(item => item.Id));
    }

    [Fact]
    public async Task A_store_that_could_not_be_opened_and_is_back_answers_though_nothing_new_came()
    {
        var store = new ListStore { Failure = new StoreException("The list store is down.") { IsTransient = true } };
        await using AuditTrail trail = await OpenAsync(store);
        await Eventually.TrueAsync(() => trail.Health.Stores[0].Problem is not null, Cancel);
        store.Failure = null;
        await Eventually.TrueAsync(() => trail.Health.Stores[0].Problem is null, Cancel);
        Assert.Empty((await trail.QueryAsync(new AuditEventQuery(), Cancel)).Items);
    }

    [Fact]
    public async Task A_store_that_dies_while_nothing_is_recorded_is_found_ill_and_well_again_without_an_event()
    {
        var store = new ListStore();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var trail = new AuditTrail(_folder.Options(), [store], time);
        await trail.StartAsync(Cancel);
        Task<Receipt> recording = trail.RecordAsync(Some.AuditEvent(), Cancel);
        await PassAsync(() => recording.IsCompleted && store.Events.Count == 1);
        store.Failure = new StoreException("The list store is down.");
        await PassAsync(() => trail.Health.Stores[0].Problem == "The list store is down.");
        store.Failure = null;
        await PassAsync(() => trail.Health.Stores[0] is { Problem: null, Position: 1 });
        Assert.Single(store.Events);

        async Task PassAsync(Func<bool> condition)
        {
            await Eventually.TrueAsync(
                () =>
                {
                    time.Advance(TimeSpan.FromSeconds(1));
                    return condition();
                },
                Cancel);
        }
    }

    [Fact]
    public async Task A_store_that_is_down_fails_queries_by_its_name_while_recording_goes_on_and_catches_up_when_it_is_back()
    {
        var store = new ListStore { Failure = new StoreException("The list store is down.") { IsTransient = false } };
        await using AuditTrail trail = await OpenAsync(store);
        await trail.RecordAsync(Some.AuditEvent(), Cancel);
        StoreException down = await Assert.ThrowsAsync<StoreException>(() => trail.QueryAsync(new AuditEventQuery(), Cancel));
        Assert.Contains("list store", down.Message, StringComparison.Ordinal);
        AuditSummary summary = await trail.SummarizeAsync(cancellationToken: Cancel);
        Assert.Null(summary.Counts);
        Assert.Equal("The list store is down.", summary.Status);
        await trail.RecordAsync(Some.AuditEvent(), Cancel);
        store.Failure = null;
        await Eventually.TrueAsync(() => store.Events.Count == 2, Cancel);
        Assert.Equal("List store available", (await trail.SummarizeAsync(cancellationToken: Cancel)).Status);
    }

    [Fact]
    public async Task A_store_that_failed_for_good_is_opened_anew_and_says_itself_where_to_go_on()
    {
        var store = new ListStore();
        await using AuditTrail trail = await OpenAsync(store);
        await trail.RecordAsync(Some.AuditEvent(), Cancel);
        await trail.CatchUpAsync(store.Name, Cancel);
        store.Failure = new StoreException("The list store has lost its memory.");
        await trail.RecordAsync(Some.AuditEvent(), Cancel);
        await Eventually.TrueAsync(() => trail.Health.Stores[0].Problem is not null, Cancel);
        Assert.Equal("The list store has lost its memory.", trail.Health.Stores[0].Problem);
        store.Failure = null;
        await Eventually.TrueAsync(() => store.Events.Count == 2, Cancel);
        Assert.True(store.Calls.Count(call => call == "open") > 1);
        await Eventually.TrueAsync(() => trail.Health.Stores[0].Problem is null, Cancel);
    }

    [Fact]
    public async Task A_store_meets_an_erasure_in_the_journals_order()
    {
        var store = new ListStore();
        await using AuditTrail trail = await OpenAsync(store);
        await trail.RecordAsync(Some.AuditEvent(), Cancel);
        long order = await trail.EraseAsync([new SequenceRange(0, 1)], EntryParts.All, "test", Cancel);
        await trail.RecordAsync(Some.AuditEvent(), Cancel);
        await trail.CatchUpAsync(store.Name, Cancel);
        Assert.Equal(1, order);
        Assert.Equal([0L, 1, 2], store.Events.Select(item => item.Sequence));
        Assert.Contains("EraseOrder 1", store.Calls);
    }

    [Fact]
    public async Task A_store_that_was_stopped_goes_on_where_it_was()
    {
        await using (AuditTrail trail = await OpenAsync(new ListStore()))
        {
            await trail.RecordAsync([Some.AuditEvent(), Some.AuditEvent(), Some.AuditEvent()], cancellationToken: Cancel);
        }

        ListStore store = new ListStore().At(2);
        await using AuditTrail again = await OpenAsync(store);
        await again.CatchUpAsync(store.Name, Cancel);
        Assert.Equal([2L], store.Events.Select(item => item.Sequence));
    }

    [Fact]
    public async Task A_store_that_is_ahead_of_its_journal_is_built_again()
    {
        ListStore store = new ListStore().At(1000);
        await using AuditTrail trail = await OpenAsync(store);
        await trail.RecordAsync(Some.AuditEvent(), Cancel);
        await trail.CatchUpAsync(store.Name, Cancel);
        Assert.Contains("clear", store.Calls);
        Assert.Single(store.Events);
    }

    [Fact]
    public async Task Rebuilding_throws_everything_away_and_carries_everything_again()
    {
        var store = new ListStore();
        await using AuditTrail trail = await OpenAsync(store);
        await trail.RecordAsync([Some.AuditEvent(), Some.FailedLogin(), Some.SystemEvent()], cancellationToken: Cancel);
        await trail.CatchUpAsync(store.Name, Cancel);
        await trail.RebuildAsync(store.Name, cancellationToken: Cancel);
        Assert.Equal(3, store.Events.Count);
        Assert.Contains("clear", store.Calls);
    }

    [Fact]
    public async Task A_store_that_is_to_be_built_again_before_it_was_opened_knows_whose_entries_it_is_to_clear()
    {
        var store = new ListStore { Failure = new StoreException("Not now.") { IsTransient = true } };
        await using AuditTrail trail = await OpenAsync(store);
        await Eventually.TrueAsync(() => trail.Health.Stores[0].Problem is not null, Cancel);
        store.Failure = null;
        int before = store.Calls.Count;
        await trail.RebuildAsync(store.Name, cancellationToken: Cancel);
        Assert.Equal(["open", "clear"], store.Calls.Skip(before).Take(2));
    }

    [Fact]
    public async Task Of_several_stores_the_first_one_answers_unless_the_settings_name_another()
    {
        ListStore first = new() { Name = "first" };
        ListStore second = new() { Name = "second" };
        await using (AuditTrail trail = new(_folder.Options(), [first, second]))
        {
            await trail.StartAsync(Cancel);
            await trail.SummarizeAsync(cancellationToken: Cancel);
        }

        Assert.Contains("count", first.Calls);
        Assert.DoesNotContain("count", second.Calls);
        MetaLogging.Configuration.MetaLoggingOptions options = _folder.Options();
        options.Queries.Store = "second";
        await using (AuditTrail trail = new(options, [first, second]))
        {
            await trail.StartAsync(Cancel);
            await trail.SummarizeAsync(cancellationToken: Cancel);
        }

        Assert.Contains("count", second.Calls);
    }

    [Fact]
    public async Task Paging_gives_every_event_once_whatever_is_written_meanwhile()
    {
        await using AuditTrail trail = await OpenAsync(new ListStore());
        for (int i = 0; i < 5; i++)
        {
            BatchReceipt receipt = await trail.RecordAsync([.. Enumerable.Range(0, 10).Select(_ => Some.AuditEvent())], cancellationToken: Cancel);
            Assert.Equal(10, receipt.Accepted);
        }

        List<Guid> seen = [];
        string? cursor = null;
        do
        {
            Page<AuditEvent> page = await trail.QueryAsync(new AuditEventQuery { Limit = 7, Cursor = cursor, IncludeTotal = true }, Cancel);
            seen.AddRange(page.Items.Select(item => item.Id));
            cursor = page.NextCursor;
            await trail.RecordAsync(Some.AuditEvent() with { Timestamp = DateTimeOffset.UnixEpoch.AddDays(1) }, Cancel);
            await trail.RecordAsync(Some.AuditEvent(), Cancel);
        }
        while (cursor is not null);

        Assert.Equal(50, seen.Count);
        Assert.Equal(50, seen.Distinct().Count());
    }

    [Fact]
    public async Task A_cursor_of_another_query_is_refused()
    {
        await using AuditTrail trail = await OpenAsync(new ListStore());
        await trail.RecordAsync([Some.AuditEvent(), Some.AuditEvent()], cancellationToken: Cancel);
        Page<AuditEvent> page = await trail.QueryAsync(new AuditEventQuery { Limit = 1 }, Cancel);
        foreach (AuditEventQuery other in (AuditEventQuery[])[
            new() { Limit = 1, Cursor = page.NextCursor, UserId = ["user1"] },
            new() { Limit = 1, Cursor = page.NextCursor, Order = QueryOrder.OldestFirst },
            new() { Limit = 1, Cursor = "not-a-cursor" }])
        {
            InvalidQueryException refused = await Assert.ThrowsAsync<InvalidQueryException>(() => trail.QueryAsync(other, Cancel));
            Assert.Equal("cursor", refused.Parameter);
        }

        Assert.Single((await trail.QueryAsync(new AuditEventQuery { Limit = 5, Cursor = page.NextCursor }, Cancel)).Items);
    }

    async Task<AuditTrail> OpenAsync(ListStore store)
    {
        var trail = new AuditTrail(_folder.Options(), [store]);
        await trail.StartAsync(Cancel);
        return trail;
    }
}
