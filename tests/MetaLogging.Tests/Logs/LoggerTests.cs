using System.Diagnostics;
using MetaLogging.Context;
using MetaLogging.Events;
using MetaLogging.Recording;
using MetaLogging.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace MetaLogging.Tests.Logs;

public sealed partial class LoggerTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [LoggerMessage(EventId = 17, Level = LogLevel.Warning, Message = "Order {OrderId} of {Customer} waits {Minutes} min, {Total}")]
    static partial void Waits(ILogger logger, long orderId, string customer, int minutes, decimal total);

    [Fact]
    public async Task A_message_becomes_a_system_event_with_its_state()
    {
        await using LoggingApplication application = await LoggingApplication.StartAsync();
        DateTimeOffset before = DateTimeOffset.UtcNow;
        Waits(application.Logger(), 9_007_199_254_740_993, "Ada", 5, 19.90m);
        SystemEvent logged = Assert.Single(await application.StopAsync());

        Assert.Equal((EventLevel.Warning, "Shop.Orders", "shop"), (logged.Level, logged.Component, logged.Source));
        Assert.Equal("Order 9007199254740993 of Ada waits 5 min, 19.90", logged.Message);
        Assert.InRange(logged.Timestamp!.Value, before.AddTicks(-10), DateTimeOffset.UtcNow);
        Assert.Equal(
            """{"event_id":{"id":17,"name":"Waits"},"message_template":"Order {OrderId} of {Customer} waits {Minutes} min, {Total}","state":{"Customer":"Ada","Minutes":5,"OrderId":"9007199254740993","Total":"19.90"}}""",
            logged.AdditionalData!.ToJsonString());
    }

    [Theory]
    [InlineData(LogLevel.Trace, EventLevel.Debug)]
    [InlineData(LogLevel.Debug, EventLevel.Debug)]
    [InlineData(LogLevel.Information, EventLevel.Info)]
    [InlineData(LogLevel.Warning, EventLevel.Warning)]
    [InlineData(LogLevel.Error, EventLevel.Error)]
    [InlineData(LogLevel.Critical, EventLevel.Critical)]
    public async Task Each_level_has_its_level(LogLevel level, EventLevel expected)
    {
        await using LoggingApplication application = await LoggingApplication.StartAsync(
            options => options.MinimumLevel = LogLevel.Trace, new() { ["Logging:LogLevel:Default"] = "Trace" });
        application.Logger().Log(level, "said");
        Assert.Equal(expected, (await application.StopAsync()).Single(item => item.Message == "said").Level);
    }

    [Fact]
    public async Task Below_the_lowest_level_and_behind_the_filters_of_the_host_nothing_is_recorded()
    {
        await using LoggingApplication application = await LoggingApplication.StartAsync(settings: new()
        {
            ["MetaLogging:Logger:MinimumLevel"] = "Debug",
            ["Logging:LogLevel:Default"] = "Trace",
            ["Logging:MetaLogging:LogLevel:Noisy"] = "Error",
        });
        application.Logger().LogTrace("lowest");
        application.Logger().LogDebug("low");
        application.Logger("Noisy").LogWarning("noise");
        application.Logger("Noisy").LogError("no noise");
        Assert.Equal(["low", "no noise"], (await application.StopAsync()).Where(item => item.Component is "Shop.Orders" or "Noisy").Select(item => item.Message));
    }

    [Fact]
    public async Task Who_acts_at_the_call_and_the_trace_and_the_scopes_go_along()
    {
        await using LoggingApplication application = await LoggingApplication.StartAsync();
        IAuditContext context = application.Services.GetRequiredService<IAuditContext>();
        using Activity activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        using (context.Begin(new AuditScope { UserId = "user123", TenantId = "a" }))
        using (application.Logger().BeginScope(new Dictionary<string, object?> { ["RequestId"] = "req-456", ["Password"] = "hunter2" }))
        using (application.Logger().BeginScope("step {Step}", 3))
        {
            application.Logger().LogInformation("said");
        }

        string trace = activity.TraceId.ToHexString();
        activity.Stop();
        SystemEvent logged = Assert.Single(await application.StopAsync());
        Assert.Equal(("user123", "a", "req-456", trace), (logged.UserId, logged.TenantId, logged.RequestId, logged.TraceId));
        Assert.Equal("""[{"Password":"[hidden]","RequestId":"req-456"},{"Step":3}]""", logged.AdditionalData!["scopes"]!.ToJsonString());
    }

    [Fact]
    public async Task An_exception_goes_along_with_its_cause()
    {
        await using LoggingApplication application = await LoggingApplication.StartAsync();
        try
        {
            throw new InvalidOperationException("outer", new IOException("inner"));
        }
        catch (InvalidOperationException e)
        {
            application.Logger().LogError(e, "It failed");
        }

        System.Text.Json.Nodes.JsonNode told = Assert.Single(await application.StopAsync()).AdditionalData!["exception"]!;
        Assert.Equal(("System.InvalidOperationException", "outer"), ((string?)told["type"], (string?)told["message"]));
        Assert.Contains(nameof(An_exception_goes_along_with_its_cause), (string?)told["stack_trace"], StringComparison.Ordinal);
        Assert.Equal("inner", (string?)told["inner"]!["message"]);
    }

    [Fact]
    public async Task A_secret_is_neither_in_the_state_nor_in_the_message()
    {
        await using LoggingApplication application = await LoggingApplication.StartAsync();
        application.Logger().LogInformation("Signed in with {ApiKey} and {Pin}", "k-1234567", 17);
        application.Logger().LogInformation("Signed in with {ApiKey} by {User}", "k-1234567", "Ada");
        IReadOnlyList<SystemEvent> logged = await application.StopAsync();
        Assert.Equal(["Signed in with {ApiKey} and {Pin}", "Signed in with [hidden] by Ada"], logged.Select(item => item.Message));
        Assert.DoesNotContain(logged, item => item.AdditionalData!.ToJsonString().Contains("k-1234567", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_trail_says_itself_is_no_event_and_neither_is_what_is_said_while_it_is_stored()
    {
        await using LoggingApplication application = await LoggingApplication.StartAsync(
            build: builder => builder.Services.AddSingleton<IEventStore>(provider => new TalkingStore(provider.GetRequiredService<ILoggerFactory>().CreateLogger("Store")) { Name = "talking" }));
        application.Logger("MetaLogging").LogError("own");
        application.Logger("MetaLogging.AuditTrail").LogError("own");
        application.Logger("MetaLoggingShop").LogError("not own");
        Assert.Equal("not own", Assert.Single(await application.StopAsync()).Message);
    }

    [Fact]
    public async Task What_is_logged_before_the_trail_is_open_and_until_the_services_have_stopped_is_recorded()
    {
        await using LoggingApplication application = new(build: builder => builder.Services.AddHostedService<SpeaksAtItsEnd>());
        application.Logger().LogInformation("early");
        await application.StartAsync();
        Assert.Equal(["early", "late"], (await application.StopAsync()).Select(item => item.Message));
    }

    [Fact]
    public async Task Overload_drops_the_newest_and_a_gap_says_how_many()
    {
        await using LoggingApplication application = new(options => options.QueueSize = 100);
        for (int i = 0; i < 130; i++)
        {
            application.Logger().LogInformation("message {Number}", i);   // nothing takes them yet
        }

        await application.StartAsync();
        IReadOnlyList<SystemEvent> logged = await application.StopAsync();
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"message {i}"), logged.Select(item => item.Message));
        AuditEvent gap = Assert.Single(application.Own("metalog.gap"));
        Assert.Equal(("logger", 30), ((string?)gap.AdditionalData!["source"], (int)gap.AdditionalData["count"]!));
    }

    [Fact]
    public async Task A_host_whose_time_is_up_tells_of_what_it_could_not_record()
    {
        StuckTrail stuck = new();
        await using LoggingApplication application = await LoggingApplication.StartAsync(build: builder => builder.Services.AddSingleton<IAuditTrail>(stuck));
        application.Logger().LogInformation("one");
        await stuck.Asked.WaitAsync(Cancel);
        application.Logger().LogInformation("two");
        using CancellationTokenSource late = new();
        await late.CancelAsync();
        await Record.ExceptionAsync(() => application.StopAsync(late.Token));   // other services may say that the time is up
        Assert.Equal(2, Assert.Single(stuck.Gaps).AdditionalData!["count"]!.GetValue<long>());
    }

    [Fact]
    public async Task Without_a_trail_the_start_says_what_to_add()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddMetaLogging();
        using IHost host = builder.Build();
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Cancel));
        Assert.Contains("builder.Services.AddMetaLogging", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_setting_stops_the_start_and_is_named()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddMetaLogging(options => options.DataDirectory = "never-opened");
        builder.Logging.AddMetaLogging(options => options.QueueSize = 0);
        using IHost host = builder.Build();
        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancel));
        Assert.Contains("QueueSize", refused.Message, StringComparison.Ordinal);
    }

    sealed class SpeaksAtItsEnd(ILoggerFactory loggers) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            loggers.CreateLogger("Shop").LogInformation("late");
            return Task.CompletedTask;
        }
    }
}
