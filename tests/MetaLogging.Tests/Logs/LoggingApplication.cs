using MetaLogging.Events;
using MetaLogging.Logs;
using MetaLogging.Stores;
using MetaLogging.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace MetaLogging.Tests.Logs;

/// <summary>An application that logs to its trail.</summary>
internal sealed class LoggingApplication : IAsyncDisposable
{
    readonly DataFolder _folder = new();
    readonly IHost _host;
    bool _isStopped;

    public LoggingApplication(Action<LoggerOptions>? configure = null, Dictionary<string, string?>? settings = null, Action<HostApplicationBuilder>? build = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(
        [
            new("MetaLogging:DataDirectory", _folder.Path), new("MetaLogging:Journal:Watermark", "0"), new("Logging:LogLevel:Microsoft", "None"), .. settings ?? [],
        ]);
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging")).AddMetaLogging(configure);
        builder.Logging.AddMetaLogging();   // twice is harmless
        builder.Services.AddMetaLogging(options => options.ApplicationName = "shop");
        builder.Services.AddSingleton<IEventStore>(Store);
        build?.Invoke(builder);
        _host = builder.Build();
    }

    public ListStore Store { get; } = new();

    public IServiceProvider Services => _host.Services;

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<LoggingApplication> StartAsync(
        Action<LoggerOptions>? configure = null, Dictionary<string, string?>? settings = null, Action<HostApplicationBuilder>? build = null)
    {
        LoggingApplication application = new(configure, settings, build);
        await application.StartAsync();
        return application;
    }

    public Task StartAsync() => _host.StartAsync(Cancel);

    public ILogger Logger(string category = "Shop.Orders") => Services.GetRequiredService<ILoggerFactory>().CreateLogger(category);

    /// <summary>Ends the application, and answers what it logged.</summary>
    public async Task<IReadOnlyList<SystemEvent>> StopAsync(CancellationToken? late = null)
    {
        if (!_isStopped)
        {
            _isStopped = true;
            await _host.StopAsync(late ?? Cancel);
            await Services.GetRequiredService<AuditTrail>().CatchUpAsync(Store.Name, Cancel);
        }

        return [.. Store.Events.Select(item => item.Event).OfType<SystemEvent>()];
    }

    public IReadOnlyList<AuditEvent> Own(string action) => [.. Store.Events.Select(item => item.Event).OfType<AuditEvent>().Where(own => own.Action == action)];

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _host.Dispose();
        _folder.Dispose();
    }
}
