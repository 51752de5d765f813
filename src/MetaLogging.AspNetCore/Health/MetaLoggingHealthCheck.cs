using System.Globalization;
using MetaLogging.AspNetCore.Configuration;
using MetaLogging.Capturing;
using MetaLogging.Journaling;
using MetaLogging.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace MetaLogging.AspNetCore.Health;

/// <summary>A journal that can't be written is unhealthy; a store that is behind or ill, and events that were lost and not told yet, are degraded.</summary>
internal sealed class MetaLoggingHealthCheck(IServiceProvider provider) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        HealthStatus worst = context.Registration.FailureStatus;
        if (provider.GetService<AuditTrail>() is not { } trail)
        {
            return Task.FromResult(new HealthCheckResult(worst, "There is no audit trail. Add it: builder.Services.AddMetaLogging()."));
        }

        long limit = provider.GetService<IOptions<AspNetCoreOptions>>()?.Value.LagLimit ?? new AspNetCoreOptions().LagLimit;
        try
        {
            return Task.FromResult(Judge(trail.Health, trail.NextSequence, provider.GetService<CaptureLosses>()?.Untold ?? [], limit, worst));
        }
        catch (InvalidOperationException e)
        {
            return Task.FromResult(new HealthCheckResult(worst, e.Message));   // before start
        }
    }

    /// <summary>What the health of a trail comes to.</summary>
    /// <param name="next">The sequence behind the last acknowledged event.</param>
    /// <param name="losses">What was lost and is not recorded as a gap yet.</param>
    /// <param name="limit">How far a store may be behind.</param>
    /// <param name="worst">What is said where nothing can be recorded.</param>
    internal static HealthCheckResult Judge(TrailHealth health, long next, IReadOnlyList<CaptureLoss> losses, long limit, HealthStatus worst)
    {
        JournalHealth journal = health.Journal;
        Dictionary<string, object> data = new() { ["journal"] = journal.State.ToString(), ["free_bytes"] = journal.FreeBytes };
        List<string> words = [];
        if (journal.State != JournalState.Ready || journal.Damage.Count > 0)
        {
            words.Add(journal.Reason ?? $"The journal is {(journal.Damage.Count > 0 ? JournalState.Damaged : journal.State)}.");
        }

        foreach (StoreHealth store in health.Stores)
        {
            long? lag = store.Position < 0 ? null : Math.Max(next - store.Position, 0);
            if (lag is not null)
            {
                data[$"lag.{store.Name}"] = lag;
            }

            if (store.Problem is not null)
            {
                words.Add($"{store.Title}: {store.Problem}");
            }
            else if (lag > limit)
            {
                words.Add(string.Create(CultureInfo.InvariantCulture, $"{store.Title} is {lag} entries behind."));
            }
        }

        foreach (CaptureLoss loss in losses)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"{loss.Count} events of {loss.Source} were lost: {loss.Reason}"));
        }

        data["lost"] = losses.Sum(loss => loss.Count);
        bool isWritable = journal.State is JournalState.Ready or JournalState.LowOnSpace && journal.Damage.Count == 0;
        return new(
            !isWritable ? worst : words.Count > 0 ? HealthStatus.Degraded : HealthStatus.Healthy,
            words.Count > 0 ? string.Join(' ', words) : "The journal can be written, and the stores follow it.",
            data: data);
    }
}
