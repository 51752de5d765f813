using MetaLogging.Events;
using MetaLogging.Extensions;
using MetaLogging.Journaling;
using MetaLogging.Recording;
using MetaLogging.Stores;
using MetaLogging.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace MetaLogging.Tests.Hosting;

public sealed class AddMetaLoggingTests : IDisposable
{
    readonly DataFolder _folder = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_host_opens_the_trail_before_its_services_start_and_closes_it_after_them()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("MetaLogging:DataDirectory", _folder.Path), new("MetaLogging:Journal:Watermark", "0")]);
        builder.Services.AddMetaLogging(options => options.ApplicationName = "shop");
        builder.Services.AddSingleton<IEventStore, ListStore>();
        builder.Services.AddHostedService<RecordsAtStart>();
        using (IHost host = builder.Build())
        {
            await host.StartAsync(Cancel);
            Receipt receipt = await host.Services.GetRequiredService<IAuditTrail>().RecordAsync(Some.AuditEvent(), Cancel);
            Assert.Equal(3, receipt.Sequence);   // behind metalog.start, metalog.settings, and what the service recorded
            Assert.Equal("shop", (await host.Services.GetRequiredService<IAuditTrail>().FindAsync(receipt.Id, cancellationToken: Cancel))[0].Event.Source);
            Assert.Empty(host.Services.GetRequiredService<MetaLoggingExtension>().ValidateConfig());
            await host.StopAsync(Cancel);
        }

        await using var again = new AuditTrail(_folder.Options(), []);
        await again.StartAsync(Cancel);
        Assert.Equal(5, again.NextSequence);   // metalog.stop is the last
        Assert.True(again.Health.Journal.State == JournalState.Ready);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Debug_turns_detailed_logs_of_MetaLogging_on_and_of_nobody_else(bool isOn)
    {
        ServiceCollection services = new();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("MetaLogging:Debug", $"{isOn}")]).Build());
        services.AddLogging(logging => logging.AddProvider(new ListensToAll()));
        services.AddMetaLogging();
        using ServiceProvider provider = services.BuildServiceProvider();
        ILoggerFactory loggers = provider.GetRequiredService<ILoggerFactory>();
        Assert.Equal(isOn, loggers.CreateLogger("MetaLogging.AuditTrail").IsEnabled(LogLevel.Debug));
        Assert.False(loggers.CreateLogger("Shop.Orders").IsEnabled(LogLevel.Debug));
    }

    [Fact]
    public async Task Called_again_it_adds_to_the_settings_and_nothing_else()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("MetaLogging:DataDirectory", _folder.Path), new("MetaLogging:HighRiskActions:0", "*pay*")]);
        builder.Services.AddMetaLogging(options => options.ApplicationName = "shop");
        builder.Services.AddMetaLogging(options => options.Journal.Watermark = 0);
        builder.Services.AddMetaLogging();
        using (IHost host = builder.Build())
        {
            await host.StartAsync(Cancel);
            MetaLogging.Configuration.MetaLoggingOptions options = host.Services.GetRequiredService<IOptions<MetaLogging.Configuration.MetaLoggingOptions>>().Value;
            Assert.Equal(("shop", 0L, 1), (options.ApplicationName, options.Journal.Watermark, options.HighRiskActions.Count));
            Assert.Equal(2, host.Services.GetRequiredService<ExtensionHost>().Extensions.Count);
            await host.StopAsync(Cancel);
        }

        Assert.Equal(["metalog.start", "metalog.settings", "metalog.stop"], (await OwnAsync()).Select(own => own.Action));
    }

    [Fact]
    public async Task Start_stop_and_settings_that_changed_are_own_events()
    {
        await RunAsync("a");
        await RunAsync("a");
        await RunAsync("b");
        IReadOnlyList<AuditEvent> told = await OwnAsync();
        Assert.Equal(
            ["metalog.start", "metalog.settings", "metalog.stop", "metalog.start", "metalog.stop", "metalog.start", "metalog.settings", "metalog.stop"],
            told.Select(own => own.Action));
        FieldChange change = Assert.Single(told[6].Changes);
        Assert.Equal(("MetaLogging:ApplicationName", "a", "b"), (change.Field, change.Old?.GetValue<string>(), change.New?.GetValue<string>()));
    }

    [Fact]
    public async Task A_trail_that_was_not_closed_is_told_of_at_the_next_start()
    {
        await RunAsync("a");
        await using (var trail = new AuditTrail(_folder.Options(), []))
        {
            await trail.StartAsync(Cancel);
            await trail.RecordAsync(Some.AuditEvent(), Cancel);
            foreach (string file in Directory.EnumerateFiles(Path.Combine(_folder.Path, "journal")))
            {
                File.Copy(file, file + ".killed");   // as the disk was at this moment
            }
        }

        foreach (string file in Directory.EnumerateFiles(Path.Combine(_folder.Path, "journal"), "*.killed"))
        {
            File.Move(file, file[..^".killed".Length], overwrite: true);
        }

        AuditEvent last = (await OwnAsync())[^1];
        Assert.Equal(("metalog.stop", false), (last.Action, last.Success));
    }

    async Task RunAsync(string name)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("MetaLogging:DataDirectory", _folder.Path), new("MetaLogging:Journal:Watermark", "0")]);
        builder.Services.AddMetaLogging(options => options.ApplicationName = name);
        using IHost host = builder.Build();
        await host.StartAsync(Cancel);
        await host.StopAsync(Cancel);
    }

    async Task<IReadOnlyList<AuditEvent>> OwnAsync()
    {
        ListStore store = new();
        await using var trail = new AuditTrail(_folder.Options(), [store]);
        await trail.StartAsync(Cancel);
        await trail.CatchUpAsync(store.Name, Cancel);
        return [.. store.Events.Where(item => item.IsOwn).Select(item => (AuditEvent)item.Event)];
    }

    [Fact]
    public async Task A_wrong_setting_stops_the_start_and_is_named()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("MetaLogging:DataDirectory", _folder.Path), new("MetaLogging:Journal:SegmentSize", "12")]);
        builder.Services.AddMetaLogging();
        using IHost host = builder.Build();
        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancel));
        Assert.Contains("MetaLogging:Journal:SegmentSize", refused.Message, StringComparison.Ordinal);
    }

    sealed class ListensToAll : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
        }

        public void Dispose()
        {
        }
    }

    sealed class RecordsAtStart(IAuditTrail trail) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => trail.RecordAsync(Some.SystemEvent(), cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
