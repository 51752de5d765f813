using Microsoft.Extensions.Hosting;

namespace MetaLogging.Api.Own;

/// <summary>Closes the ledgers' minutes, and the last one when the host stops.</summary>
internal sealed class LedgerClock(ReadLedger reads, RefusalLedger refusals, TimeProvider time) : BackgroundService
{
    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer minute = new(TimeSpan.FromMinutes(1), time);
        try
        {
            while (await minute.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                await CloseAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // StopAsync closes the last minute.
        }
    }

    async Task CloseAsync()
    {
        await reads.CloseMinuteAsync().ConfigureAwait(false);
        await refusals.CloseMinuteAsync().ConfigureAwait(false);
    }
}
