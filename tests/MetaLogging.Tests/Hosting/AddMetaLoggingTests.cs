using MetaLogging.Extension;
using MetaLogging.Recording;
using MetaLogging.Stores;
using MetaLogging.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
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
            Assert.Equal(1, receipt.Sequence);
            Assert.Equal("shop", (await host.Services.GetRequiredService<IAuditTrail>().FindAsync(receipt.Id, cancellationToken: Cancel))[0].Event.Source);
            Assert.Empty(host.Services.GetRequiredService<MetaLoggingExtension>().ValidateConfig());
            await host.StopAsync(Cancel);
        }

        await using var again = new AuditTrail(_folder.Options(), []);
        await again.StartAsync(Cancel);
        Assert.Equal(2, again.NextSequence);
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

    sealed class RecordsAtStart(IAuditTrail trail) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => trail.RecordAsync(Some.SystemEvent(), cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
