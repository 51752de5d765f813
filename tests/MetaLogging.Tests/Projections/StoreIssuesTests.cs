using MetaLogging.Configuration;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Stores;
using MetaLogging.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MetaLogging.Tests.Projections;

/// <summary>What an operator is told of the stores of an open trail.</summary>
public sealed class StoreIssuesTests : IDisposable
{
    readonly DataFolder _folder = new();
    readonly ListStore _store = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_store_that_is_well_has_none()
    {
        await using AuditTrail trail = await OpenAsync();
        await trail.RecordAsync(Some.AuditEvent(), Cancel);
        await trail.CatchUpAsync("list", Cancel);
        Assert.Empty(await trail.FindStoreIssuesAsync(Cancel));
    }

    [Fact]
    public async Task A_store_that_is_ill_is_an_error_with_its_own_words()
    {
        _store.Failure = new StoreException("The server is on fire. Put it out.");
        await using AuditTrail trail = await OpenAsync();
        await Eventually.TrueAsync(() => trail.Health.Stores[0].Problem is not null, Cancel);
        ConfigurationIssue issue = Assert.Single(await trail.FindStoreIssuesAsync(Cancel));
        Assert.Equal(("store list", IssueSeverity.Error, "The server is on fire. Put it out."), (issue.Setting, issue.Severity, issue.Message));
        Assert.Contains("metalog rebuild --store list", issue.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_it_finds_itself_is_told_and_takes_the_place_of_the_problem_that_it_explains()
    {
        await using AuditTrail trail = await OpenAsync();
        await trail.RecordAsync(Some.AuditEvent(), Cancel);
        await trail.CatchUpAsync("list", Cancel);
        ConfigurationIssue own = new("LIST_HOST", IssueSeverity.Error, "The host is another.", "Name it.");
        _store.Issues = Task.FromResult<IReadOnlyList<ConfigurationIssue>>([own]);
        _store.Failure = new StoreException("It does not work.") { IsTransient = true };
        await trail.RecordAsync(Some.AuditEvent(), Cancel);
        await Eventually.TrueAsync(() => trail.Health.Stores[0].Problem is not null, Cancel);
        Assert.Equal(own, Assert.Single(await trail.FindStoreIssuesAsync(Cancel)));
    }

    [Fact]
    public async Task One_that_does_not_answer_is_not_waited_for_without_end()
    {
        FakeTimeProvider time = new(DateTimeOffset.UtcNow);
        _store.Issues = new TaskCompletionSource<IReadOnlyList<ConfigurationIssue>>().Task;
        await using AuditTrail trail = new(_folder.Options(), [_store], time);
        await trail.StartAsync(Cancel);
        await Eventually.TrueAsync(() => trail.Health.Stores[0].Position >= 0, Cancel);
        Task<IReadOnlyList<ConfigurationIssue>> asking = trail.FindStoreIssuesAsync(Cancel);
        Assert.False(asking.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("List store did not answer within 10 s.", Assert.Single(await asking).Message);
    }

    [Fact]
    public async Task Erasures_are_pending_in_a_store_until_it_has_come_to_them()
    {
        await using AuditTrail trail = await OpenAsync();
        await trail.RecordAsync(Some.AuditEvent(), Cancel);
        await trail.CatchUpAsync("list", Cancel);
        Assert.Equal(0, trail.Health.Stores[0].PendingOrders);
        TaskCompletionSource release = new();
        _store.Hold = release.Task;
        await trail.EraseAsync([new SequenceRange(0, 1)], EntryParts.Actor, "tests", Cancel);
        Assert.Equal(1, trail.Health.Stores[0].PendingOrders);
        ConfigurationIssue issue = Assert.Single(await trail.FindStoreIssuesAsync(Cancel));
        Assert.Equal(("store list", IssueSeverity.Warning), (issue.Setting, issue.Severity));
        Assert.StartsWith("1 erasure was ordered", issue.Message, StringComparison.Ordinal);
        release.SetResult();
        await trail.CatchUpAsync("list", Cancel);
        Assert.Equal(0, trail.Health.Stores[0].PendingOrders);
        Assert.Empty(await trail.FindStoreIssuesAsync(Cancel));
    }

    [Fact]
    public async Task Whether_erasures_are_pending_is_not_known_of_a_store_that_can_not_be_opened()
    {
        await using (AuditTrail before = await OpenAsync())
        {
            await before.RecordAsync(Some.AuditEvent(), Cancel);
            await before.EraseAsync([new SequenceRange(0, 1)], EntryParts.Actor, "tests", Cancel);
        }

        _store.Failure = new StoreException("It is gone.") { IsTransient = true };
        await using AuditTrail trail = await OpenAsync();
        await Eventually.TrueAsync(() => trail.Health.Stores[0].Problem is not null, Cancel);
        Assert.Null(trail.Health.Stores[0].PendingOrders);
        IReadOnlyList<ConfigurationIssue> issues = await trail.FindStoreIssuesAsync(Cancel);
        Assert.Equal([IssueSeverity.Error, IssueSeverity.Warning], issues.Select(issue => issue.Severity));
        Assert.Contains("not known whether all that was erased is gone", issues[1].Message, StringComparison.Ordinal);
    }

    async Task<AuditTrail> OpenAsync()
    {
        AuditTrail trail = new(_folder.Options(), [_store]);
        await trail.StartAsync(Cancel);
        return trail;
    }
}
