using MetaLogging.Configuration;
using MetaLogging.Extensions;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using MetaLogging.Stores;
using MetaLogging.Tests.Support;
using Xunit;

namespace MetaLogging.Tests.Extensions;

public sealed class MetaLoggingExtensionTests : IAsyncLifetime
{
    readonly DataFolder _folder = new();
    readonly ListStore _store = new();
    AuditTrail _trail = null!;
    MetaLoggingExtension _extension = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        MetaLoggingOptions options = _folder.Options();
        _trail = new AuditTrail(options, [_store]);
        await _trail.StartAsync(Cancel);
        _extension = new MetaLoggingExtension(_trail, options);
    }

    public async ValueTask DisposeAsync()
    {
        await _trail.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_originals_log_calls_record_and_answer_with_id_origin_and_sequence()
    {
        LogResult audit = await _extension.LogAuditEventAsync(
            "user123", "update_profile", "user", "user456", "192.168.1.1", "Mozilla/5.0", true, null,
            new() { ["field"] = "email", ["old_value"] = "old@example.com" }, true, ["personal_info", "contact_info"], Cancel);
        LogResult login = await _extension.LogFailedLoginAsync(
            "user@example.com", "192.168.1.1", "Mozilla/5.0", "invalid_password", 3, false, "US", 0.7, Cancel);
        LogResult system = await _extension.LogSystemEventAsync(
            "ERROR", "authentication", "Failed to validate JWT token", "user123", "req-456", new() { ["error_code"] = "JWT_EXPIRED" }, Cancel);
        Assert.All([audit, login, system], result => Assert.True(result.Success, result.Message));
        Assert.Equal([0L, 1, 2], new[] { audit, login, system }.Select(result => result.Sequence!.Value));
        Assert.Equal(_trail.Origin, audit.Origin);
        Assert.NotNull(audit.Id);
    }

    [Theory]
    [InlineData("loud", "level")]
    [InlineData("", "level")]
    public async Task A_bad_event_is_answered_and_not_thrown(string level, string field)
    {
        LogResult result = await _extension.LogSystemEventAsync(level, "c", "m", cancellationToken: Cancel);
        Assert.False(result.Success);
        Assert.StartsWith(field, result.Message, StringComparison.Ordinal);
        Assert.Null(result.Sequence);
    }

    [Fact]
    public async Task A_store_that_is_down_fails_queries_by_exception_and_the_report_by_answer()
    {
        await _trail.CatchUpAsync(_store.Name, Cancel);
        _store.Failure = new StoreException("The list store is down.");
        await Assert.ThrowsAsync<StoreException>(() => _extension.QueryAuditLogsAsync(new AuditEventQuery(), Cancel));
        AuditSummary summary = await _extension.GetAuditSummaryAsync(cancellationToken: Cancel);
        Assert.Equal(("The list store is down.", true), (summary.Status, summary.Counts is null));
    }

    [Fact]
    public async Task Cancellation_always_throws()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _extension.LogAuditEventAsync(Some.AuditEvent(), cancelled.Token));
    }

    [Fact]
    public void Validate_config_is_empty_where_all_is_well_and_names_each_setting_where_it_is_not()
    {
        Assert.Empty(_extension.ValidateConfig());
        MetaLoggingOptions wrong = _folder.Options();
        wrong.DataDirectory = "";
        wrong.ApplicationName = "has a space";
        wrong.Journal.CompressionLevel = 99;
        IReadOnlyList<ConfigurationIssue> issues = new MetaLoggingExtension(_trail, wrong).ValidateConfig();
        Assert.Equal(
            ["MetaLogging:ApplicationName", "MetaLogging:DataDirectory", "MetaLogging:Journal:CompressionLevel"],
            issues.Select(issue => issue.Setting).Order(StringComparer.Ordinal));
        Assert.All(issues, issue => Assert.NotEmpty(issue.Remedy));
    }
}
