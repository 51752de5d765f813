using System.Text.Json;
using MetaLogging.Capturing;
using MetaLogging.Configuration;
using MetaLogging.Context;
using MetaLogging.Extensions;
using MetaLogging.Forwarding;
using MetaLogging.Hooks;
using MetaLogging.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

// So that `builder.Services.AddMetaLogging(…)` is found without a using.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the audit trail to a container.</summary>
public static class MetaLoggingServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="MetaLogging.IAuditTrail"/> and <see cref="MetaLoggingExtension"/>. The section <c>MetaLogging</c> of the configuration is bound,
    /// <paramref name="configure"/> is stronger; both are checked at start. The host opens the trail before its services start. Called again, it adds to the settings
    /// and nothing else.
    /// </summary>
    public static MetaLoggingBuilder AddMetaLogging(this IServiceCollection services, Action<MetaLoggingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        MetaLoggingBuilder builder = new(services);
        if (builder.IsFirst<MetaLogging.AuditTrail>())
        {
            services.AddOptions<MetaLoggingOptions>().BindConfiguration("MetaLogging").ValidateOnStart();
            AddTrail(services);
        }

        services.Configure(configure ?? (_ => { }));
        return builder;
    }

    /// <summary>Adds an extension of the application's own; its constructor is given what it asks for. Adding a type again does nothing.</summary>
    public static MetaLoggingBuilder AddExtension<T>(this MetaLoggingBuilder builder)
        where T : Extension
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.IsFirst<T>())
        {
            builder.Services.TryAddSingleton<T>();
            builder.Services.AddSingleton<Extension>(provider => provider.GetRequiredService<T>());
        }

        return builder;
    }

    static void AddTrail(IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MetaLoggingOptions>, MetaLoggingOptionsCheck>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<LoggerFilterOptions>, DebugFilter>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<AuditContext>();
        services.TryAddSingleton<IAuditContext>(provider => provider.GetRequiredService<AuditContext>());
        services.TryAddSingleton<CaptureLosses>();
        services.TryAddSingleton(provider => new Capture(
            provider.GetRequiredService<MetaLogging.IAuditTrail>(),
            provider.GetRequiredService<CaptureLosses>(),
            provider.GetRequiredService<IOptions<MetaLoggingOptions>>().Value.Capture,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Capture>>()));
        services.TryAddSingleton<TrailStores>();
        services.AddSingleton<IIssueSource>(provider => provider.GetRequiredService<TrailStores>());
        services.TryAddSingleton<ContainerIssues>();
        services.TryAddSingleton(provider => new ForwardingAuditTrail(
            provider.GetRequiredService<IOptions<MetaLoggingOptions>>().Value,
            provider.GetRequiredService<AuditContext>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<MetaLogging.AuditTrail>>()));
        services.TryAddSingleton(MakeTrail);
        services.TryAddSingleton<MetaLogging.IAuditTrail>(provider => IsForwarding(provider)
            ? provider.GetRequiredService<ForwardingAuditTrail>()
            : provider.GetRequiredService<MetaLogging.AuditTrail>());
        services.TryAddSingleton(provider => new MetaLoggingExtension(
            provider.GetRequiredService<MetaLogging.IAuditTrail>(),
            provider.GetRequiredService<IOptions<MetaLoggingOptions>>().Value,
            provider.GetRequiredService<TimeProvider>())
        {
            Container = provider.GetRequiredService<ContainerIssues>(),
            Hooks = provider.GetRequiredService<HookSet>(),
            Captured = provider.GetRequiredService<Capture>(),
        });
        services.TryAddSingleton<HookSet>();
        services.TryAddSingleton(provider => new Operations(
            provider.GetRequiredService<HookSet>(),
            provider.GetRequiredService<IAuditContext>(),
            provider.GetRequiredService<IOptions<MetaLoggingOptions>>().Value.Hooks,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<Operations>>()));
        services.TryAddSingleton<DatabaseExtension>();
        services.AddSingleton<Extension>(provider => provider.GetRequiredService<DatabaseExtension>());
        services.AddSingleton<Extension>(provider => provider.GetRequiredService<MetaLoggingExtension>());
        services.TryAddSingleton(provider => new ExtensionHost(
            [.. provider.GetServices<Extension>()],
            provider.GetService<IConfiguration>() is { } configuration ? name => configuration[name] : null,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<ExtensionHost>>()));
        services.AddSingleton(provider => new SettingsSection(
            "MetaLogging",
            JsonSerializer.SerializeToNode(
                provider.GetRequiredService<IOptions<MetaLoggingOptions>>().Value, SettingsJson.Default.MetaLoggingOptions)!.AsObject()));
        services.AddHostedService<AuditTrailHost>();
        services.AddHostedService<ExtensionHosting>();
    }

    /// <summary>The trail that the host opens: the one that is kept here, or the queue of events for a server.</summary>
    static MetaLogging.AuditTrail MakeTrail(IServiceProvider provider) => IsForwarding(provider)
        ? provider.GetRequiredService<ForwardingAuditTrail>().Queue
        : new MetaLogging.AuditTrail(
            provider.GetRequiredService<IOptions<MetaLoggingOptions>>().Value,
            provider.GetRequiredService<TrailStores>().Make(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<MetaLogging.AuditTrail>>())
        {
            Surroundings = provider.GetRequiredService<AuditContext>(),
        };

    static bool IsForwarding(IServiceProvider provider) => provider.GetRequiredService<IOptions<MetaLoggingOptions>>().Value.IsForwarding;
}
