using MetaLogging.EntityFrameworkCore.Recording;
using MetaLogging.Journaling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MetaLogging.EntityFrameworkCore.Outbox;

/// <summary>Drains the outbox of a context's database as long as the host runs: at the start, after each commit, and now and then.</summary>
internal sealed class OutboxDrain<TContext>(IServiceScopeFactory scopes, OutboxCarrier carrier, SharedState shared, EntityAuditOptions options, TimeProvider time, ILogger logger) : BackgroundService
    where TContext : DbContext
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            Task next = shared.Outbox.Next;
            try
            {
                while (await CarryAsync(stoppingToken).ConfigureAwait(false) > 0)
                {
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever it is, the rows are still there; it is said, and tried again.
                EntityAuditLog.NotCarried(logger, typeof(TContext).Name, e is JournalException ? e.Message : e.GetType().Name);
            }

            try
            {
                await next.WaitAsync(options.OutboxInterval, time, stoppingToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // Rows of others, and those that could not be carried before.
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>One last time, so that an orderly end leaves nothing behind.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (await CarryAsync(cancellationToken).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (Exception e)
        {
            EntityAuditLog.NotCarried(logger, typeof(TContext).Name, e is JournalException ? e.Message : e.GetType().Name);   // the next start finds them
        }
    }

    async Task<int> CarryAsync(CancellationToken cancellationToken)
    {
        AsyncServiceScope scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            return await carrier.CarryAsync(scope.ServiceProvider.GetRequiredService<TContext>(), cancellationToken).ConfigureAwait(false);
        }
    }
}
