using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Projections;
using MetaLogging.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace MetaLogging.Tests.Projections;

/// <summary>A store that is far behind is offered runs.</summary>
public sealed class LongRunTests : IDisposable
{
    readonly DataFolder _folder = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_store_that_takes_runs_gets_every_entry_once_and_orders_by_themselves()
    {
        var store = new RunStore();
        await ProjectAsync(store, longRun: 2);
        Assert.Contains(store.Calls, call => call.StartsWith("run ", StringComparison.Ordinal));
        Assert.Contains("EraseOrder 1000", store.Calls);
    }

    [Fact]
    public async Task A_store_that_knows_no_runs_gets_batches() => await ProjectAsync(new ListStore(), longRun: 2);

    [Fact]
    public async Task A_store_that_is_not_far_behind_gets_no_run()
    {
        var store = new RunStore();
        await ProjectAsync(store, longRun: 10_000);
        Assert.DoesNotContain(store.Calls, call => call.StartsWith("run ", StringComparison.Ordinal));
    }

    /// <summary>Records more large events than are read at once, an erasure and as many more, and lets the store follow.</summary>
    async Task ProjectAsync(ListStore store, int longRun)
    {
        await using (var trail = new AuditTrail(_folder.Options(), []))
        {
            await trail.StartAsync(Cancel);
            AuditEvent[] large = [.. Enumerable.Range(0, 1000).Select(_ => Some.AuditEvent() with { ErrorMessage = new string('x', 4000) })];
            await trail.RecordAsync(large, cancellationToken: Cancel);
            await trail.EraseAsync([new SequenceRange(0, 1)], EntryParts.All, "test", Cancel);
            await trail.RecordAsync([.. large.Select(item => item with { Id = null })], cancellationToken: Cancel);
        }

        MetaLogging.Configuration.MetaLoggingOptions options = _folder.Options();
        await using Journal journal = await Journal.OpenAsync(_folder.Path, options.Journal, TimeProvider.System);
        await using (var projection = new Projection(journal, store, TimeProvider.System, NullLogger.Instance) { LongRun = longRun })
        {
            projection.Start();
            Assert.True(await projection.CatchUpAsync(journal.NextSequence, TimeSpan.FromMinutes(1), Cancel));
        }

        Assert.Equal(Enumerable.Range(0, 2001).Select(n => (long)n), store.Events.Select(item => item.Sequence));
    }
}
