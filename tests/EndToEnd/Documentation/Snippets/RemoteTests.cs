using MetaLogging.Configuration;
using MetaLogging.EndToEnd.Server;
using MetaLogging.Events;
using MetaLogging.Forwarding;
using MetaLogging.Queries;
using MetaLogging.Recording;
using MetaLogging.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace MetaLogging.EndToEnd.Documentation.Snippets;

/// <summary>The C# of docs/remote.md, compiled and run.</summary>
public sealed class RemoteTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_application_sends_its_events_to_a_server()
    {
        await using LiveServer server = await LiveServer.StartAsync(_folder.PathOf("data"));
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddMetaLogging(o =>
        {
            o.Server = "https://audit.example";
            o.ServerKey = builder.Configuration["AUDIT_KEY"];
            o.DataDirectory = "audit-queue";
        });
        // The page names a server that is not there.
        builder.Services.PostConfigure<MetaLoggingOptions>(
            o => (o.Server, o.ServerKey, o.DataDirectory) = (server.Address.ToString(), server.Key, _folder.PathOf("audit-queue")));
        using (IHost host = builder.Build())
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            var audit = host.Services.GetRequiredService<IAuditTrail>();
            Receipt receipt = await audit.RecordAsync(new AuditEvent { Action = "order.ship", ResourceType = "order", ResourceId = "o-1" });
            Console.WriteLine($"number {receipt.Sequence} of the queue {receipt.Origin}");
            Page<AuditEvent> page = await audit.QueryAsync(new AuditEventQuery { Action = ["order.*"] });   // asks the server, which has it by then
            Assert.Equal(receipt.Id, Assert.Single(page.Items).Id);
            await host.StopAsync(TestContext.Current.CancellationToken);
        }

        var options = new MetaLoggingOptions { Server = server.Address.ToString(), ServerKey = server.Key, DataDirectory = _folder.PathOf("audit-queue") };
        await using (var trail = new ForwardingAuditTrail(options))
        {
            await trail.StartAsync();
            await trail.RecordAsync(new AuditEvent { Action = "order.pay", ResourceType = "order", ResourceId = "o-1" });

            Console.WriteLine($"{trail.Undelivered} to deliver; {trail.Health.Stores[0].Problem ?? "all is well"}");
            foreach (SetAside refused in await trail.ReadSetAsideAsync())
            {
                Console.WriteLine($"{refused.FirstSequence} to {refused.EndSequence - 1}: {refused.Reason}");
            }
        }
    }
}
