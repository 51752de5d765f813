using MetaLogging.Api.Keys;
using MetaLogging.Events;
using MetaLogging.Journaling;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MetaLogging.Api.Hosting;

/// <summary>Reads the keys when the host starts, and makes the first where there are none.</summary>
internal sealed class KeyRingHost(KeyRing keys, AuditTrail trail, ILogger<KeyRingHost> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (trail.IsQueue)
        {
            throw new InvalidOperationException(
                "The API serves a trail that is kept here, and the events of this application go to a server (MetaLogging:Server). Leave one of the two out.");
        }

        if (keys.Open() is not { } first)
        {
            return;
        }

        ApiLog.FirstKey(logger, keys.BootstrapPath);
        AuditEvent own = KeyAdministration.Event("metalog.key.create", first, null);
        try
        {
            await trail.RecordOwnAsync(own, cancellationToken).ConfigureAwait(false);
        }
        catch (JournalException e)
        {
            ApiLog.NotTold(logger, own.Action, e);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
