using System.Text.Json;
using MetaLogging.Configuration;
using MetaLogging.Embedded;
using MetaLogging.Embedded.Hosting;
using MetaLogging.Hosting;
using MetaLogging.Stores;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

// So that `.AddEmbeddedStore()` is found without a using.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the embedded store to an audit trail.</summary>
public static class EmbeddedStoreBuilderExtensions
{
    /// <summary>
    /// Lets the embedded store, in <c>store</c> below the data folder, follow the journal; where the settings ask for another store, as InfluxDB's host
    /// does, it gives way, unless <see cref="StoresOptions.Embedded"/> is true. The section <c>MetaLogging:Embedded</c> of the configuration is bound,
    /// <paramref name="configure"/> is stronger; both are checked at start.
    /// </summary>
    public static MetaLoggingBuilder AddEmbeddedStore(this MetaLoggingBuilder builder, Action<EmbeddedStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.IsFirst<EmbeddedStore>())
        {
            Add(builder.Services);
        }

        builder.Services.Configure(configure ?? (_ => { }));
        return builder;
    }

    static void Add(IServiceCollection services)
    {
        services.AddOptions<EmbeddedStoreOptions>()
            .BindConfiguration(EmbeddedIssues.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<IEventStore>(provider => new EmbeddedStore(
            Path.Combine(provider.GetRequiredService<IOptions<MetaLoggingOptions>>().Value.DataDirectory, "store"),
            provider.GetRequiredService<IOptions<EmbeddedStoreOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<EmbeddedStore>>()));
        services.AddSingleton<IIssueSource>(provider => new EmbeddedIssues(provider, provider.GetRequiredService<TrailStores>()));
        services.AddSingleton(provider => new SettingsSection(
            EmbeddedIssues.Section,
            JsonSerializer.SerializeToNode(
                provider.GetRequiredService<IOptions<EmbeddedStoreOptions>>().Value, EmbeddedSettingsJson.Default.EmbeddedStoreOptions)!.AsObject()));
    }
}
