using System.Reflection;
using MetaLogging.Configuration;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Recording;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Hosting;

/// <summary>
/// Opens the trail when the host starts, and lets the trail tell of itself: start, settings that changed, stop. The container closes the trail, after
/// everything that uses it.
/// </summary>
internal sealed class AuditTrailHost(AuditTrail trail, IEnumerable<SettingsSection> settings, ILogger<AuditTrail> logger) : IHostedLifecycleService
{
    static readonly string Version =
        typeof(AuditTrailHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    bool _isOpen;

    /// <summary>Before any hosted service starts, so that all of them can record.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await trail.StartAsync(cancellationToken).ConfigureAwait(false);
        _isOpen = true;
        await TellAsync(OwnEvents.Start(trail.Application.Name, Version), cancellationToken).ConfigureAwait(false);
        LastSettings last = new(trail.Options.DataDirectory);
        IReadOnlyList<FieldChange> changes = last.Differences(settings);
        if (changes.Count > 0 && await TellAsync(OwnEvents.Settings(changes), cancellationToken).ConfigureAwait(false))
        {
            last.Keep(settings);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After all services have stopped. A host that could not start may be stopped, too.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) =>
        _isOpen ? TellAsync(OwnEvents.Stop(trail.Application.Name), cancellationToken) : Task.CompletedTask;

    /// <summary>A journal that can't be written keeps nobody from starting, reading or stopping: its health says why.</summary>
    async Task<bool> TellAsync(AuditEvent own, CancellationToken cancellationToken)
    {
        try
        {
            await trail.RecordOwnAsync(own, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is JournalException or OperationCanceledException)
        {
            HostingLog.NotTold(logger, own.Action, e);
            return false;
        }
    }
}
