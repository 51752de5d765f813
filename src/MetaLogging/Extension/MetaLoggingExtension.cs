using System.Text.Json.Nodes;
using MetaLogging.Configuration;
using MetaLogging.Events;
using MetaLogging.Hosting;
using MetaLogging.Journaling;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using MetaLogging.Recording;
using MetaLogging.Stores;
using MetaLogging.Validation;

namespace MetaLogging.Extension;

/// <summary>
/// The surface of the extension <c>meta_logging</c>: log calls and the privacy report answer with <c>Success</c> and never throw for a bad event or a store that is
/// down; queries throw. Cancellation always throws. Thread-safe.
/// </summary>
/// <param name="trail">The trail it stands on.</param>
/// <param name="options">Its settings.</param>
/// <param name="time">The clock; null: the system's.</param>
public sealed class MetaLoggingExtension(IAuditTrail trail, MetaLoggingOptions options, TimeProvider? time = null)
{
    readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Finds what is wrong with the settings of all packages of a container; null where there is none.</summary>
    internal ContainerIssues? Container { get; init; }

    /// <summary>Logs an audit event. Parameters as in <see cref="AuditEvent"/>.</summary>
    public Task<LogResult> LogAuditEventAsync(
        string? userId,
        string action,
        string resourceType,
        string? resourceId = null,
        string? ipAddress = null,
        string? userAgent = null,
        bool success = true,
        string? errorMessage = null,
        JsonObject? additionalData = null,
        bool privacyImpact = false,
        IReadOnlyList<string>? dataCategories = null,
        CancellationToken cancellationToken = default) => LogAuditEventAsync(
            new AuditEvent
            {
                UserId = userId,
                Action = action,
                ResourceType = resourceType,
                ResourceId = resourceId,
                IpAddress = ipAddress,
                UserAgent = userAgent,
                Success = success,
                ErrorMessage = errorMessage,
                AdditionalData = additionalData,
                PrivacyImpact = privacyImpact,
                DataCategories = dataCategories ?? [],
            },
            cancellationToken);

    /// <summary>Logs an audit event.</summary>
    public Task<LogResult> LogAuditEventAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default) =>
        LogAsync(auditEvent, cancellationToken);

    /// <summary>Logs a failed login. Parameters as in <see cref="FailedLoginAttempt"/>.</summary>
    public Task<LogResult> LogFailedLoginAsync(
        string username,
        string ipAddress,
        string? userAgent,
        string failureReason,
        int attemptCount = 1,
        bool isBlocked = false,
        string? country = null,
        double riskScore = 0,
        CancellationToken cancellationToken = default) => LogFailedLoginAsync(
            new FailedLoginAttempt
            {
                Username = username,
                IpAddress = ipAddress,
                UserAgent = userAgent,
                FailureReason = failureReason,
                AttemptCount = attemptCount,
                IsBlocked = isBlocked,
                Country = country,
                RiskScore = riskScore,
            },
            cancellationToken);

    /// <summary>Logs a failed login.</summary>
    public Task<LogResult> LogFailedLoginAsync(FailedLoginAttempt attempt, CancellationToken cancellationToken = default) =>
        LogAsync(attempt, cancellationToken);

    /// <summary>Logs a system event. Parameters as in <see cref="SystemEvent"/>; the level by its name, in any case.</summary>
    public Task<LogResult> LogSystemEventAsync(
        string level,
        string component,
        string message,
        string? userId = null,
        string? requestId = null,
        JsonObject? additionalData = null,
        CancellationToken cancellationToken = default) =>
        EventLevels.TryParse(level, out EventLevel parsed)
            ? LogSystemEventAsync(
                new SystemEvent
                {
                    Level = parsed,
                    Component = component,
                    Message = message,
                    UserId = userId,
                    RequestId = requestId,
                    AdditionalData = additionalData,
                },
                cancellationToken)
            : Task.FromResult(Refused($"level {EventLevels.Problem}"));

    /// <summary>Logs a system event.</summary>
    public Task<LogResult> LogSystemEventAsync(SystemEvent systemEvent, CancellationToken cancellationToken = default) =>
        LogAsync(systemEvent, cancellationToken);

    /// <summary>Asks for one page of audit events, newest first.</summary>
    /// <exception cref="InvalidQueryException">The query is wrong.</exception>
    /// <exception cref="StoreException">The store could not be asked.</exception>
    public Task<Page<AuditEvent>> QueryAuditLogsAsync(AuditEventQuery query, CancellationToken cancellationToken = default) =>
        trail.QueryAsync(query, cancellationToken);

    /// <summary>Asks for one page of failed logins, newest first.</summary>
    /// <inheritdoc cref="QueryAuditLogsAsync"/>
    public Task<Page<FailedLoginAttempt>> QueryFailedLoginsAsync(FailedLoginQuery query, CancellationToken cancellationToken = default) =>
        trail.QueryAsync(query, cancellationToken);

    /// <summary>Asks for one page of system events, newest first.</summary>
    /// <inheritdoc cref="QueryAuditLogsAsync"/>
    public Task<Page<SystemEvent>> QuerySystemLogsAsync(SystemEventQuery query, CancellationToken cancellationToken = default) =>
        trail.QueryAsync(query, cancellationToken);

    /// <summary>The privacy report of the last days, each of 24 h.</summary>
    /// <param name="days">1 to 36,500.</param>
    /// <param name="cancellationToken">Cancelling throws.</param>
    public async Task<PrivacyReportResult> GeneratePrivacyReportAsync(int days = 30, CancellationToken cancellationToken = default)
    {
        if (days is < 1 or > 36_500)
        {
            return new(false, null, "days is outside 1 to 36500");
        }

        try
        {
            ReportScope scope = ReportScope.Of(TimeRange.Last(TimeSpan.FromDays(days), _time), options);
            return new(true, await trail.ReportPrivacyAsync(scope, cancellationToken).ConfigureAwait(false));
        }
        catch (StoreException e)
        {
            return new(false, null, e.Message);
        }
    }

    /// <summary>Counts the last hours; a store that is down is said in the status.</summary>
    public Task<AuditSummary> GetAuditSummaryAsync(double hours = 24, CancellationToken cancellationToken = default) =>
        trail.SummarizeAsync(hours, null, cancellationToken);

    /// <summary>All that is wrong with the settings, those of the packages that a container was given among them; empty where all is well. Nothing is asked.</summary>
    public IReadOnlyList<ConfigurationIssue> ValidateConfig() => Container?.Find() ?? ConfigurationCheck.Validate(options);

    /// <summary>The same, and what the stores of the open trail find: a server that is another than the settings say, what they set aside, pending erasures.</summary>
    public async Task<IReadOnlyList<ConfigurationIssue>> ValidateConfigAsync(CancellationToken cancellationToken = default) =>
    [
        .. ValidateConfig(),
        .. trail is IStoreExaminer examiner ? await examiner.FindStoreIssuesAsync(cancellationToken).ConfigureAwait(false) : [],
    ];

    async Task<LogResult> LogAsync(TrailEvent item, CancellationToken cancellationToken)
    {
        try
        {
            Receipt receipt = await trail.RecordAsync(item, cancellationToken).ConfigureAwait(false);
            string message = receipt.IsDuplicate ? "The event was recorded before." : "The event is recorded.";
            return new(true, message, receipt.Id, receipt.Origin, receipt.Sequence, receipt.Assessment);
        }
        catch (Exception e) when (e is InvalidEventException or EventConflictException or JournalException)
        {
            return Refused(e.Message);
        }
    }

    static LogResult Refused(string message) => new(false, message, null, null, null);
}
