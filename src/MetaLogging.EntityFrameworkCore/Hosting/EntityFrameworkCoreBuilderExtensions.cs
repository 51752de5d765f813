using System.Text.Json;
using MetaLogging;
using MetaLogging.Configuration;
using MetaLogging.EntityFrameworkCore;
using MetaLogging.EntityFrameworkCore.Hosting;
using MetaLogging.EntityFrameworkCore.Outbox;
using MetaLogging.EntityFrameworkCore.Recording;
using MetaLogging.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

// So that `.AddEntityFrameworkCore()` is found without a using.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds to an audit trail what the capture of entity changes needs of a host.</summary>
public static class EntityFrameworkCoreBuilderExtensions
{
    /// <summary>
    /// Settings for all contexts, checked when the host starts: the section <c>MetaLogging:EntityFrameworkCore</c> is bound, <paramref name="configure"/> is stronger.
    /// Without it, <c>AddAuditTrail</c> binds the section by itself when the first context is made.
    /// </summary>
    public static MetaLoggingBuilder AddEntityFrameworkCore(this MetaLoggingBuilder builder, Action<EntityAuditOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.IsFirst<EntityAuditOptions>())
        {
            builder.Services.AddOptions<EntityAuditOptions>().BindConfiguration(EntityAuditOptions.Section).ValidateOnStart();
            builder.Services.AddSingleton<IValidateOptions<EntityAuditOptions>>(new RangeCheck<EntityAuditOptions>(EntityAuditOptions.Section));
            builder.Services.AddSingleton<IIssueSource>(provider => new EntityAuditIssues(provider));
            builder.Services.AddSingleton(provider => new SettingsSection(
                EntityAuditOptions.Section,
                JsonSerializer.SerializeToNode(
                    provider.GetRequiredService<IOptions<EntityAuditOptions>>().Value, EntityAuditSettingsJson.Default.EntityAuditOptions)!.AsObject()));
        }

        builder.Services.Configure(configure ?? (_ => { }));
        return builder;
    }

    /// <summary>
    /// Drains the outbox of a context's database to the trail while the host runs, for <see cref="EntityAuditOptions.UseOutbox"/>: at the start, after every commit,
    /// and every <see cref="EntityAuditOptions.OutboxInterval"/>. What is there at the end of the host is carried before it ends, or by the next start. Called again for
    /// the same context, it does nothing.
    /// </summary>
    /// <typeparam name="TContext">The context, as <c>AddDbContext</c> adds it; its model has <c>AddAuditOutbox()</c>.</typeparam>
    public static MetaLoggingBuilder AddAuditOutbox<TContext>(this MetaLoggingBuilder builder)
        where TContext : DbContext
    {
        builder.AddEntityFrameworkCore();
        if (builder.IsFirst<OutboxDrain<TContext>>())
        {
            builder.Services.AddSingleton<IHostedService>(provider =>
            {
                IAuditTrail trail = provider.GetRequiredService<IAuditTrail>();
                SharedState shared = SharedState.Of(trail);
                EntityAuditOptions options = provider.GetRequiredService<IOptions<EntityAuditOptions>>().Value;
                TimeProvider time = provider.GetService<TimeProvider>() ?? TimeProvider.System;
                ILogger logger = (ILogger?)provider.GetService<ILogger<EntityAuditOptions>>() ?? NullLogger.Instance;
                OutboxCarrier carrier = new(trail, shared, options, () => OwnerOf(trail), time, logger);
                return new OutboxDrain<TContext>(provider.GetRequiredService<IServiceScopeFactory>(), carrier, shared, options, time, logger);
            });
        }

        return builder;
    }

    /// <summary>The name of the journal, which one process has at a time; another kind of trail recognises ids by itself.</summary>
    static string OwnerOf(IAuditTrail trail) => trail is AuditTrail local ? local.Origin : trail.GetType().Name;
}
