using MetaLogging.Extensions;
using Microsoft.Extensions.Hosting;

namespace MetaLogging.Hosting;

/// <summary>Starts the extensions when the trail is open and before the application's services start, and stops them when those have stopped.</summary>
internal sealed class ExtensionHosting(ExtensionHost extensions) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => extensions.StartAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => extensions.StopAsync(cancellationToken);
}
