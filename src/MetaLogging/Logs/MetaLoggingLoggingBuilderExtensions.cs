using System.Text.Json;
using MetaLogging.Configuration;
using MetaLogging.Context;
using MetaLogging.Hosting;
using MetaLogging.Logs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

// So that `builder.Logging.AddMetaLogging(…)` is found without a using.
namespace Microsoft.Extensions.Logging;

/// <summary>Adds the audit trail to where an application logs.</summary>
public static class MetaLoggingLoggingBuilderExtensions
{
    /// <summary>
    /// Lets what is logged become system events of the audit trail that <c>builder.Services.AddMetaLogging(…)</c> adds. The section <c>MetaLogging:Logger</c> of the
    /// configuration is bound, <paramref name="configure"/> is stronger; both are checked at start. Called again, it adds to the settings and nothing else.
    /// </summary>
    /// <remarks>
    /// Who logs never waits. What is logged before the host has started, or while the journal can't be written, waits in a queue; of what there is no room for the newest
    /// is dropped, and a <c>metalog.gap</c> follows. Categories under <c>MetaLogging</c> are left out.
    /// </remarks>
    public static ILoggingBuilder AddMetaLogging(this ILoggingBuilder builder, Action<LoggerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (new MetaLoggingBuilder(builder.Services).IsFirst<TrailLoggerProvider>())
        {
            Add(builder.Services);
        }

        builder.Services.Configure(configure ?? (_ => { }));
        return builder;
    }

    /// <summary>The same, with the lowest level that becomes an event.</summary>
    /// <inheritdoc cref="AddMetaLogging(ILoggingBuilder, Action{LoggerOptions}?)"/>
    public static ILoggingBuilder AddMetaLogging(this ILoggingBuilder builder, LogLevel minimumLevel) =>
        builder.AddMetaLogging(options => options.MinimumLevel = minimumLevel);

    static void Add(IServiceCollection services)
    {
        services.AddOptions<LoggerOptions>().BindConfiguration(LoggerIssues.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<AuditContext>();
        // Settings that are wrong are named when the host starts; until then something has to log, too.
        services.TryAddSingleton(provider => new TrailLoggerProvider(
            UncheckedOptions.Of<LoggerOptions>(provider), provider.GetRequiredService<AuditContext>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<TrailLoggerProvider>());
        services.AddHostedService<LogRecordingHost>();
        services.AddSingleton<IIssueSource, LoggerIssues>();
        services.AddSingleton(provider => new SettingsSection(
            LoggerIssues.Section,
            JsonSerializer.SerializeToNode(provider.GetRequiredService<IOptions<LoggerOptions>>().Value, SettingsJson.Default.LoggerOptions)!.AsObject()));
    }
}
