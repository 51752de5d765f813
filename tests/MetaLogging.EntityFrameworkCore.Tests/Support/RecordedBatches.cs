using System.Collections.Concurrent;
using MetaLogging.Events;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using MetaLogging.Recording;

namespace MetaLogging.EntityFrameworkCore.Tests.Support;

/// <summary>A trail of another process, as far as the outbox sees it.</summary>
internal sealed class RecordedBatches : IAuditTrail
{
    public ConcurrentQueue<Guid> Ids { get; } = new();

    public Task<Receipt> RecordAsync(TrailEvent item, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public async Task<BatchReceipt> RecordAsync(IReadOnlyList<TrailEvent> batch, BatchOptions? options = null, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        foreach (TrailEvent item in batch)
        {
            Ids.Enqueue(item.Id!.Value);
        }

        return new() { Accepted = batch.Count, Duplicates = 0, Origin = "other" };
    }

    public Task<Page<AuditEvent>> QueryAsync(AuditEventQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<Page<FailedLoginAttempt>> QueryAsync(FailedLoginQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<Page<SystemEvent>> QueryAsync(SystemEventQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<Recorded<TrailEvent>>> FindAsync(Guid id, string? tenantId = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<PrivacyReport> ReportPrivacyAsync(ReportScope scope, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<AuditSummary> SummarizeAsync(double hours = 24, string? tenantId = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
