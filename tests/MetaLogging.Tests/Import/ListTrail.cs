using MetaLogging.Events;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using MetaLogging.Recording;
using MetaLogging.Validation;

namespace MetaLogging.Tests.Import;

/// <summary>A trail that keeps events in a list, recognises ids, and refuses what it is told to refuse, as the real one does.</summary>
internal sealed class ListTrail : IAuditTrail
{
    readonly HashSet<Guid> _ids = [];

    public List<TrailEvent> Events { get; } = [];

    public List<int> BatchSizes { get; } = [];

    public IEnumerable<FailedLoginAttempt> FailedLogins => Events.OfType<FailedLoginAttempt>();

    public IEnumerable<AuditEvent> Logins => Events.OfType<AuditEvent>();

    /// <summary>What is wrong with an event; null: nothing.</summary>
    public Func<TrailEvent, EventProblem?> Check { get; set; } = _ => null;

    public Task<BatchReceipt> RecordAsync(IReadOnlyList<TrailEvent> batch, BatchOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        options ??= BatchOptions.Strict;
        List<RejectedEvent> rejected = [];
        for (int i = 0; i < batch.Count; i++)
        {
            if (Check(batch[i]) is { } problem)
            {
                rejected.Add(new(i, [problem]));
            }
        }

        if (rejected.Count > 0 && !options.SkipInvalid)
        {
            throw new InvalidEventException([.. rejected.Select(
                r => r.Problems[0] with { Field = $"lines[{r.Index + 1}].{r.Problems[0].Field}" })]);
        }

        BatchSizes.Add(batch.Count);
        int accepted = 0;
        int duplicates = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            if (rejected.All(r => r.Index != i))
            {
                bool isNew = _ids.Add(batch[i].Id ?? Guid.CreateVersion7());
                accepted += isNew ? 1 : 0;
                duplicates += isNew ? 0 : 1;
                if (isNew)
                {
                    Events.Add(batch[i]);
                }
            }
        }

        return Task.FromResult(new BatchReceipt { Accepted = accepted, Duplicates = duplicates, Origin = "test", Rejected = rejected });
    }

    public Task<Receipt> RecordAsync(TrailEvent item, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<Page<AuditEvent>> QueryAsync(AuditEventQuery query, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<Page<FailedLoginAttempt>> QueryAsync(FailedLoginQuery query, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<Page<SystemEvent>> QueryAsync(SystemEventQuery query, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<Recorded<TrailEvent>>> FindAsync(Guid id, string? tenantId = null,
        CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<PrivacyReport> ReportPrivacyAsync(ReportScope scope, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<AuditSummary> SummarizeAsync(double hours = 24, string? tenantId = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();
}
