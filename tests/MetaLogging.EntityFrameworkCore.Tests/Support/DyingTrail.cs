using MetaLogging.Events;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using MetaLogging.Recording;

namespace MetaLogging.EntityFrameworkCore.Tests.Support;

/// <summary>A trail whose process dies when its events are on the disk and before anybody hears of it.</summary>
internal sealed class DyingTrail(IAuditTrail trail) : IAuditTrail
{
    public async Task<Receipt> RecordAsync(TrailEvent item, CancellationToken cancellationToken = default)
    {
        await trail.RecordAsync(item, cancellationToken);
        throw new OperationCanceledException("The process was killed.");
    }

    public async Task<BatchReceipt> RecordAsync(IReadOnlyList<TrailEvent> batch, BatchOptions? options = null, CancellationToken cancellationToken = default)
    {
        await trail.RecordAsync(batch, options, cancellationToken);
        throw new OperationCanceledException("The process was killed.");
    }

    public Task<Page<AuditEvent>> QueryAsync(AuditEventQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<Page<FailedLoginAttempt>> QueryAsync(FailedLoginQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<Page<SystemEvent>> QueryAsync(SystemEventQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<Recorded<TrailEvent>>> FindAsync(Guid id, string? tenantId = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<PrivacyReport> ReportPrivacyAsync(ReportScope scope, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<AuditSummary> SummarizeAsync(double hours = 24, string? tenantId = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
