using System.Globalization;
using MetaLogging.Configuration;
using MetaLogging.Context;
using MetaLogging.Events;
using MetaLogging.Extensions;
using MetaLogging.Hooks;
using MetaLogging.Numbers;
using MetaLogging.Queries;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace MetaLogging.EndToEnd.Documentation.Snippets;

/// <summary>The C# of docs/extension.md, compiled and run.</summary>
public sealed class ExtensionPageTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_member_of_the_original_has_ours_beside_it()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddMetaLogging(options => options.DataDirectory = _folder.PathOf("data")).AddEmbeddedStore();
        using IHost application = builder.Build();
        await application.StartAsync(TestContext.Current.CancellationToken);
        var extension = application.Services.GetRequiredService<MetaLoggingExtension>();
        var host = application.Services.GetRequiredService<ExtensionHost>();
        var context = application.Services.GetRequiredService<IAuditContext>();

        LogResult result = await extension.LogAuditEventAsync(
            userId: "user123",
            action: "update_profile",
            resourceType: "user",
            resourceId: "user456",
            ipAddress: "192.168.1.1",
            userAgent: "Mozilla/5.0...",
            success: true,
            errorMessage: null,
            additionalData: new() { ["field"] = "email", ["old_value"] = "old@example.com" },
            privacyImpact: true,
            dataCategories: ["personal_info", "contact_info"]);
        Assert.True(result.Success, result.Message);
        result = await extension.LogFailedLoginAsync(
            username: "user@example.com",
            ipAddress: "192.168.1.1",
            userAgent: "Mozilla/5.0...",
            failureReason: "invalid_password",
            attemptCount: 3,
            isBlocked: false,
            country: "US",
            riskScore: 0.7);
        Assert.True(result.Success, result.Message);
        result = await extension.LogSystemEventAsync(
            level: "ERROR",
            component: "authentication",
            message: "Failed to validate JWT token",
            userId: "user123",
            requestId: "req-456",
            additionalData: new() { ["error_code"] = "JWT_EXPIRED" });
        Assert.True(result.Success, result.Message);

        Page<AuditEvent> logs = await extension.QueryAuditLogsAsync(new AuditEventQuery
        {
            StartTime = DateTimeOffset.Parse("2024-01-01T00:00:00Z", CultureInfo.InvariantCulture),
            EndTime = DateTimeOffset.Parse("2024-02-01T00:00:00Z", CultureInfo.InvariantCulture),
            UserId = ["user123"],
            Action = ["update_profile"],
            ResourceType = ["user"],
            PrivacyImpact = true,
        });
        Page<FailedLoginAttempt> failed = await extension.QueryFailedLoginsAsync(new FailedLoginQuery
        {
            Username = ["user@example.com"],
            IpAddress = ["192.168.1.1"],
            IsBlocked = true,
            MinRiskScore = 0.5,
        });
        PrivacyReportResult report = await extension.GeneratePrivacyReportAsync(days: 30);
        AuditSummary summary = await extension.GetAuditSummaryAsync(hours: 24);
        IReadOnlyList<ConfigurationIssue> issues = extension.ValidateConfig();
        Assert.Empty(logs.Items);
        Assert.Empty(failed.Items);
        Assert.Equal((1, 1L, "Embedded store available", 0), ((int)report.Report!.PrivacyEvents, summary.Counts!.Value.FailedLogins, summary.Status, issues.Count));

        Ability privacy = host.Ability("privacy_audit");
        Console.WriteLine(privacy.IsPresent ? "there" : privacy.MissingBecause);
        host.RequireAbility("audit_logging");   // throws with the reason where it is not there
        host.AbilityChanged += (_, change) => Console.WriteLine($"{change.Ability.Name}: {change.Ability.MissingBecause ?? "there"}");
        Assert.True(privacy.IsPresent);

        using (context.Begin(new AuditScope { UserId = "user123", UserName = "Ann", IpAddress = "192.168.1.1", RequestId = "req-456" }))
        {
            await extension.LogAuditEventAsync(userId: null, action: "update_profile", resourceType: "user");
        }

        logs = await extension.QueryAuditLogsAsync(new AuditEventQuery { RequestId = ["req-456"] });
        Assert.Equal("Ann", Assert.Single(logs.Items).Event.UserName);
        await application.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Operations_are_audited_and_a_hook_of_ones_own_is_called()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddMetaLogging(options => options.DataDirectory = _folder.PathOf("data")).AddEmbeddedStore();
        using IHost application = builder.Build();
        await application.StartAsync(TestContext.Current.CancellationToken);
        var operations = application.Services.GetRequiredService<Operations>();
        var hooks = application.Services.GetRequiredService<HookSet>();
        var teams = new Crew();
        var notify = new Notes();

        IDisposable listening = hooks.Add(new Hook
        {
            Name = "notify",
            Pattern = "team.*",
            After = (operation, token) => notify.TellAsync($"{operation.Name} took {operation.Duration}", token),
        });

        await operations.RunAsync(
            new Operation("team.member.add")
            {
                ResourceType = "team",
                ResourceId = "blue",
                Arguments = new Dictionary<string, object?> { ["user_id"] = "bob", ["role"] = "reader", ["password"] = "never recorded" },
            },
            token => teams.AddAsync("blue", "bob", token));

        listening.Dispose();
        Assert.StartsWith("team.member.add took 00:", Assert.Single(notify.Told), StringComparison.Ordinal);
        var trail = application.Services.GetRequiredService<IAuditTrail>();
        Page<AuditEvent> page = await trail.QueryAsync(new AuditEventQuery { Action = ["team.member.add"] }, TestContext.Current.CancellationToken);
        Assert.Equal("""{"role":"reader","user_id":"bob"}""", Assert.Single(page.Items).Event.AdditionalData!["arguments"]!.ToJsonString());
        await application.StopAsync(TestContext.Current.CancellationToken);
    }

    sealed class Crew
    {
        readonly List<string> _members = [];

        public async Task AddAsync(string team, string user, CancellationToken cancellationToken)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            _members.Add($"{team}/{user}");
        }
    }

    sealed class Notes
    {
        public List<string> Told { get; } = [];

        public ValueTask TellAsync(string what, CancellationToken cancellationToken)
        {
            Told.Add(what);
            return default;
        }
    }
}
