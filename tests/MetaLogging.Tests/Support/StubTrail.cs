using MetaLogging.Capturing;
using MetaLogging.Events;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using MetaLogging.Recording;

namespace MetaLogging.Tests.Support;

/// <summary>A trail that keeps what it is given in a list, and can be told to fail or to wait.</summary>
internal sealed class StubTrail : IAuditTrail, IGapRecorder
{
    readonly List<TrailEvent> _events = [];
    readonly List<AuditEvent> _gaps = [];

    /// <summary>What recording throws.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Recording waits for it.</summary>
    public Task Hold { get; set; } = Task.CompletedTask;

    public IReadOnlyList<TrailEvent> Events
    {
        get
        {
            lock (_events)
            {
                return [.. _events];
            }
        }
    }

    public IReadOnlyList<AuditEvent> Audits => [.. Events.OfType<AuditEvent>()];

    public IReadOnlyList<AuditEvent> Gaps
    {
        get
        {
            lock (_events)
            {
                return [.. _gaps];
            }
        }
    }

    public async Task<Receipt> RecordAsync(TrailEvent item, CancellationToken cancellationToken = default)
    {
        await Hold.WaitAsync(cancellationToken);
        if (Failure is { } failure)
        {
            throw failure;
        }

        lock (_events)
        {
            _events.Add(item);
            return new(item.Id ?? Guid.CreateVersion7(), "stub", _events.Count - 1, false, null);
        }
    }

    public Task RecordGapAsync(AuditEvent gap, CancellationToken cancellationToken)
    {
        if (Failure is { } failure)
        {
            throw failure;
        }

        lock (_events)
        {
            _gaps.Add(gap);
        }

        return Task.CompletedTask;
    }

    public Task<BatchReceipt> RecordAsync(IReadOnlyList<TrailEvent> batch, BatchOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<Page<AuditEvent>> QueryAsync(AuditEventQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<Page<FailedLoginAttempt>> QueryAsync(FailedLoginQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<Page<SystemEvent>> QueryAsync(SystemEventQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<Recorded<TrailEvent>>> FindAsync(Guid id, string? tenantId = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<PrivacyReport> ReportPrivacyAsync(ReportScope scope, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<AuditSummary> SummarizeAsync(double hours = 24, string? tenantId = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
