// A worker: the host opens the trail before its services start, and closes it when they have stopped.
using AuditWorker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Teams;

HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);   // settings: --MetaLogging:DataDirectory=…, appsettings.json, MetaLogging__DataDirectory
builder.Services.AddMetaLogging().AddEmbeddedStore().AddExtension<TeamsExtension>();
builder.Services.AddHostedService<Invitations>();
await builder.Build().RunAsync();
