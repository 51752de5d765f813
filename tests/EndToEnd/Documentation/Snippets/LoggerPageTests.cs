using MetaLogging.Configuration;
using MetaLogging.Events;
using MetaLogging.Queries;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace MetaLogging.EndToEnd.Documentation.Snippets;

/// <summary>The C# of docs/logger.md, compiled and run.</summary>
public sealed class LoggerPageTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_an_application_logs_is_asked_for()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddMetaLogging(o => o.DataDirectory = "data").AddEmbeddedStore();
        builder.Logging.AddMetaLogging(LogLevel.Warning);
        builder.Services.PostConfigure<MetaLoggingOptions>(o => o.DataDirectory = _folder.PathOf("data"));
        using IHost host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        ILogger logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Shop.Payments");
        string orderId = "o-1";
        logger.LogWarning("Order {OrderId} waits for {Bank}", orderId, "the bank");

        var audit = host.Services.GetRequiredService<IAuditTrail>();
        Page<SystemEvent> page;
        do
        {
            page = await audit.QueryAsync(new SystemEventQuery { Component = ["Shop.*"], Level = EventLevel.Warning });
        }
        while (page.Items.Count == 0);   // it is recorded behind the back of who logs

        SystemEvent logged = page.Items[0].Event;
        Console.WriteLine($"{logged.Level} {logged.Component}: {logged.Message}");
        Assert.Equal("o-1", (string?)logged.AdditionalData!["state"]!["OrderId"]);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }
}
