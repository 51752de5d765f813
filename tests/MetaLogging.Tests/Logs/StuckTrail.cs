using MetaLogging.Capturing;
using MetaLogging.Events;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using MetaLogging.Recording;

namespace MetaLogging.Tests.Logs;

/// <summary>A trail whose journal takes only the trail's own events.</summary>
internal sealed class StuckTrail : IAuditTrail, IGapRecorder
{
    readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends once somebody wants to record.</summary>
    public Task Asked => _asked.Task;

    public List<AuditEvent> Gaps { get; } = [];

    public Task<Receipt> RecordAsync(TrailEvent item, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public async Task<BatchReceipt> RecordAsync(IReadOnlyList<TrailEvent> batch, BatchOptions? options = null, CancellationToken cancellationToken = default)
    {
        _asked.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        throw new NotSupportedException();
    }

    public Task RecordGapAsync(AuditEvent gap, CancellationToken cancellationToken)
    {
        Gaps.Add(gap);
        return Task.CompletedTask;
    }

    public Task<Page<AuditEvent>> QueryAsync(AuditEventQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<Page<FailedLoginAttempt>> QueryAsync(FailedLoginQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<Page<SystemEvent>> QueryAsync(SystemEventQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<Recorded<TrailEvent>>> FindAsync(Guid id, string? tenantId = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<PrivacyReport> ReportPrivacyAsync(ReportScope scope, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<AuditSummary> SummarizeAsync(double hours = 24, string? tenantId = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
