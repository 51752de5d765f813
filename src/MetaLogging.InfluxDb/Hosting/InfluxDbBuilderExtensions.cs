using MetaLogging.Configuration;
using MetaLogging.Hosting;
using MetaLogging.InfluxDb;
using MetaLogging.InfluxDb.Configuration;
using MetaLogging.InfluxDb.Hosting;
using MetaLogging.Stores;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

// So that `.AddInfluxDb()` is found without a using.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds InfluxDB to an audit trail.</summary>
public static class InfluxDbBuilderExtensions
{
    /// <summary>
    /// Lets InfluxDB 1.x or 2.x follow the journal, where the settings name its host; without one nothing is added. It takes the place of the embedded
    /// store, unless <see cref="StoresOptions.Embedded"/> is true. From weak to strong: the variables <c>INFLUXDB_*</c> of the configuration, its section
    /// <c>MetaLogging:InfluxDb</c>, <paramref name="configure"/>; checked at start.
    /// </summary>
    public static MetaLoggingBuilder AddInfluxDb(this MetaLoggingBuilder builder, Action<InfluxDbOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.IsFirst<InfluxDbStore>())
        {
            Add(builder.Services);
        }

        builder.Services.Configure(configure ?? (_ => { }));
        return builder;
    }

    static void Add(IServiceCollection services)
    {
        services.TryAddSingleton(provider => new SettingSources(provider.GetRequiredService<IConfiguration>()));
        services.AddOptions<InfluxDbOptions>()
            .Configure<SettingSources>((options, sources) => InfluxDbVariables.Apply(options, sources.Variable))
            .BindConfiguration(SettingSources.Section)
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<InfluxDbOptions>, InfluxDbOptionsCheck>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IIssueSource, InfluxDbIssues>());
        services.AddSingleton(provider => new ConfiguredStore(
            "influxdb",
            UncheckedOptions.Of<InfluxDbOptions>(provider).Host.Length > 0,
            () => new InfluxDbStore(
                provider.GetRequiredService<IOptions<InfluxDbOptions>>().Value,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetService<ILogger<InfluxDbStore>>())));
        services.AddSingleton(provider => InfluxDbSettingsJson.SectionOf(provider.GetRequiredService<IOptions<InfluxDbOptions>>().Value));
    }
}
