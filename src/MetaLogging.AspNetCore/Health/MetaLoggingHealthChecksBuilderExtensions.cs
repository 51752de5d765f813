using MetaLogging.AspNetCore.Health;
using MetaLogging.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

// So that `AddHealthChecks().AddMetaLogging()` is found without a using.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the audit trail to health checks.</summary>
public static class MetaLoggingHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check named <c>metalogging</c>: unhealthy while the journal can't be written or is damaged, and before the host has started; degraded while a store is
    /// ill or far behind, or events were lost that are not recorded as a gap yet. Called again, it does nothing.
    /// </summary>
    /// <param name="tags">What the application finds its checks by. Default none.</param>
    public static IHealthChecksBuilder AddMetaLogging(this IHealthChecksBuilder builder, params IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return new MetaLoggingBuilder(builder.Services).IsFirst<MetaLoggingHealthCheck>()
            ? builder.Add(new HealthCheckRegistration("metalogging", provider => new MetaLoggingHealthCheck(provider), HealthStatus.Unhealthy, tags))
            : builder;
    }
}
