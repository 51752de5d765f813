using MetaLogging.Capturing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Logs;

/// <summary>Begins to record what was logged once the trail is open, and ends after all services have stopped, before the container closes the trail.</summary>
internal sealed class LogRecordingHost(IServiceProvider provider, TrailLoggerProvider logs, TimeProvider time) : IHostedLifecycleService, IDisposable
{
    LogRecording? _recording;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The trail is asked for here and not earlier, because it needs loggers.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        IAuditTrail trail = provider.GetService<IAuditTrail>() ?? throw new InvalidOperationException(
            "builder.Logging.AddMetaLogging() records to the audit trail, and the container has none. Add it: builder.Services.AddMetaLogging(…)");
        _recording = new LogRecording(
            logs.Queue, trail, provider.GetRequiredService<CaptureLosses>(), time, provider.GetRequiredService<ILogger<LogRecording>>());
        _recording.Start();
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A host that could not start may be stopped, too.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (_recording is not null)
        {
            await _recording.StopAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _recording?.Dispose();
}
