using MetaLogging.Events;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using MetaLogging.Recording;
using MetaLogging.Stores;
using MetaLogging.Validation;

namespace MetaLogging;

/// <summary>
/// The audit trail, as applications use it. Thread-safe. An event is acknowledged when it is on the disk, flushed to the device, and never before.
/// </summary>
public interface IAuditTrail
{
    /// <summary>Records one event.</summary>
    /// <exception cref="InvalidEventException">A field is wrong; nothing is kept.</exception>
    /// <exception cref="EventConflictException">The id was used before with other content.</exception>
    /// <exception cref="Journaling.JournalException">The journal can't be written, or the outcome is not known.</exception>
    Task<Receipt> RecordAsync(TrailEvent item, CancellationToken cancellationToken = default);

    /// <summary>Records a batch, all of it or nothing, also in a crash.</summary>
    /// <exception cref="InvalidEventException">Fields are wrong (<c>lines[17].ip_address</c>) or ids were used before with other content; nothing is kept.</exception>
    /// <exception cref="Journaling.JournalException">The journal can't be written, or the outcome is not known.</exception>
    Task<BatchReceipt> RecordAsync(IReadOnlyList<TrailEvent> batch, BatchOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Asks for one page of audit events.</summary>
    /// <exception cref="InvalidQueryException">The query is wrong; the exception names the parameter.</exception>
    /// <exception cref="StoreException">The store could not be asked.</exception>
    Task<Page<AuditEvent>> QueryAsync(AuditEventQuery query, CancellationToken cancellationToken = default);

    /// <summary>Asks for one page of failed logins.</summary>
    /// <inheritdoc cref="QueryAsync(AuditEventQuery, CancellationToken)"/>
    Task<Page<FailedLoginAttempt>> QueryAsync(FailedLoginQuery query, CancellationToken cancellationToken = default);

    /// <summary>Asks for one page of system events.</summary>
    /// <inheritdoc cref="QueryAsync(AuditEventQuery, CancellationToken)"/>
    Task<Page<SystemEvent>> QueryAsync(SystemEventQuery query, CancellationToken cancellationToken = default);

    /// <summary>The events with this id: none, one, or one of each tenant that used it.</summary>
    /// <param name="tenantId">Only of this tenant; null: of all.</param>
    Task<IReadOnlyList<Recorded<TrailEvent>>> FindAsync(Guid id, string? tenantId = null, CancellationToken cancellationToken = default);

    /// <summary>The privacy report of a range.</summary>
    /// <exception cref="StoreException">The store could not be asked.</exception>
    Task<PrivacyReport> ReportPrivacyAsync(ReportScope scope, CancellationToken cancellationToken = default);

    /// <summary>Counts the last hours. Does not throw for a store that is down: the status says it.</summary>
    Task<AuditSummary> SummarizeAsync(double hours = 24, string? tenantId = null, CancellationToken cancellationToken = default);
}
