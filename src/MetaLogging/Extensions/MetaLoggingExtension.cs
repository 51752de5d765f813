using System.Text.Json.Nodes;
using MetaLogging.Capturing;
using MetaLogging.Configuration;
using MetaLogging.Events;
using MetaLogging.Hooks;
using MetaLogging.Hosting;
using MetaLogging.Journaling;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using MetaLogging.Recording;
using MetaLogging.Stores;
using MetaLogging.Validation;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetaLogging.Extensions;

/// <summary>
/// The surface of the extension <c>meta_logging</c>: log calls and the privacy report answer with <c>Success</c> and never throw for a bad event or a store that is
/// down; queries throw. Cancellation always throws. Thread-safe.
/// </summary>
/// <param name="trail">The trail it stands on.</param>
/// <param name="options">Its settings.</param>
/// <param name="time">The clock; null: the system's.</param>
public sealed class MetaLoggingExtension(IAuditTrail trail, MetaLoggingOptions options, TimeProvider? time = null) : Extension, IDisposable
{
    static readonly ExtensionDescription About = new()
    {
        Name = "meta_logging",
        Version = new(1, 0, 0),
        Description = "Audit trails, failed login tracking, and privacy compliance logging",
        Abilities = ["audit_logging", "failed_login_tracking", "system_logging"],
        ConditionalAbilities = ["privacy_audit", "compliance_reporting"],
        Dependencies = [new("database", From: new(1, 0), Before: new(2, 0))],
        PackageDependencies = [new("MetaLogging.Embedded", "the embedded store, where InfluxDB is not used")],
        EnvironmentVariables = InfluxDbEnvironment.Variables,
        Permissions = ["logging:read", "logging:write", "logging:manage"],
    };

    readonly IHostedTrail? _hosted = trail as IHostedTrail;
    readonly TimeProvider _time = time ?? TimeProvider.System;
    readonly List<IDisposable> _audited = [];

    /// <inheritdoc/>
    public override ExtensionDescription Description => About;

    /// <summary>Where the audit hooks are added when the extension is configured; null: operations are not audited.</summary>
    public HookSet? Hooks { get; init; }

    /// <summary>Records what the audit hooks see; null: the trail alone does.</summary>
    internal Capture? Captured { get; init; }

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
        .. _hosted is null ? [] : await _hosted.FindStoreIssuesAsync(cancellationToken).ConfigureAwait(false),
    ];

    /// <summary>Takes the audit hooks away.</summary>
    public void Dispose()
    {
        _audited.ForEach(hook => hook.Dispose());
        _audited.Clear();
    }

    /// <inheritdoc/>
    protected internal override void Configure(ExtensionContext context)
    {
        Dispose();
        if (Hooks is { } hooks)
        {
            Capture capture = Captured ?? new(trail, new(trail, _time), options.Capture, _time, NullLogger<Capture>.Instance);
            _audited.AddRange(new AuditHooks(capture, options.Hooks).All().Select(hooks.Add));
        }
    }

    /// <inheritdoc/>
    protected internal override Task StartAsync(CancellationToken cancellationToken) => _hosted?.StartAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    protected internal override Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Privacy audits and compliance reports need the store that answers queries to answer.</summary>
    protected internal override ValueTask<string?> FindMissingAsync(string ability, CancellationToken cancellationToken) =>
        _hosted?.FindStoreProblemAsync(cancellationToken) ?? ValueTask.FromResult<string?>(null);

    /// <inheritdoc/>
    protected internal override async ValueTask<string?> FindProblemAsync(CancellationToken cancellationToken) =>
        _hosted is null ? null
        : _hosted.Health.Journal is { State: not JournalState.Ready } journal ? journal.Reason ?? "The journal is not well."
        : await _hosted.FindStoreProblemAsync(cancellationToken).ConfigureAwait(false);

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
