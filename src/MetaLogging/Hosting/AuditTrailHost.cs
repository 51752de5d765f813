using Microsoft.Extensions.Hosting;

namespace MetaLogging.Hosting;

/// <summary>Opens the trail when the host starts; the container closes it, after everything that uses it.</summary>
internal sealed class AuditTrailHost(AuditTrail trail) : IHostedLifecycleService
{
    /// <summary>Before any hosted service starts, so that all of them can record.</summary>
    public Task StartingAsync(CancellationToken cancellationToken) => trail.StartAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
