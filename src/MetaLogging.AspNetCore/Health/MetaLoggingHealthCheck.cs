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

        TrailHealth health;
        long next;
        try
        {
            (health, next) = (trail.Health, trail.NextSequence);
        }
        catch (InvalidOperationException e)
        {
            return Task.FromResult(new HealthCheckResult(worst, e.Message));   // before start
        }

        Dictionary<string, object> data = new() { ["journal"] = health.Journal.State.ToString(), ["free_bytes"] = health.Journal.FreeBytes };
        List<string> words = [];
        bool isWritable = health.Journal.State is JournalState.Ready or JournalState.LowOnSpace && health.Journal.Damage.Count == 0;
        if (health.Journal.State != JournalState.Ready || health.Journal.Damage.Count > 0)
        {
            words.Add(health.Journal.Reason ?? $"The journal is {health.Journal.State}.");
        }

        foreach (StoreHealth store in health.Stores)
        {
            Tell(store, next, data, words);
        }

        long lost = 0;
        foreach (CaptureLoss loss in provider.GetService<CaptureLosses>()?.Untold ?? [])
        {
            lost += loss.Count;
            words.Add(string.Create(CultureInfo.InvariantCulture, $"{loss.Count} events of {loss.Source} were lost: {loss.Reason}"));
        }

        data["lost"] = lost;
        string description = words.Count == 0 ? "The journal can be written, and the stores follow it." : string.Join(' ', words);
        HealthStatus status = !isWritable ? worst : words.Count > 0 ? HealthStatus.Degraded : HealthStatus.Healthy;
        return Task.FromResult(new HealthCheckResult(status, description, data: data));
    }

    void Tell(StoreHealth store, long next, Dictionary<string, object> data, List<string> words)
    {
        long limit = provider.GetService<IOptions<AspNetCoreOptions>>()?.Value.LagLimit ?? new AspNetCoreOptions().LagLimit;
        if (store.Position >= 0)
        {
            data[$"lag.{store.Name}"] = next - store.Position;
        }

        if (store.Problem is not null)
        {
            words.Add($"{store.Title}: {store.Problem}");
        }
        else if (store.Position >= 0 && next - store.Position > limit)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"{store.Title} is {next - store.Position} entries behind."));
        }
    }
}
