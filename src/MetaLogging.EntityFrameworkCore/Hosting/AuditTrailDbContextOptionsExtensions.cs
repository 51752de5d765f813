using System.ComponentModel.DataAnnotations;
using MetaLogging;
using MetaLogging.Capturing;
using MetaLogging.Configuration;
using MetaLogging.Context;
using MetaLogging.EntityFrameworkCore;
using MetaLogging.EntityFrameworkCore.Recording;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

// So that `db.AddAuditTrail(services)` is found where the options of a context are built.
namespace Microsoft.EntityFrameworkCore;

/// <summary>Adds the audit trail to a context.</summary>
public static class AuditTrailDbContextOptionsExtensions
{
    /// <summary>
    /// Records what the context changes in the database to the container's trail. The section <c>MetaLogging:EntityFrameworkCore</c> of the configuration is bound,
    /// <paramref name="configure"/> is stronger; the settings are read and checked when the first context of its kind is made. Add it after interceptors of your own
    /// that change entities, so that it sees what they did. Added twice, the first one stays.
    /// </summary>
    /// <param name="services">The container, as <c>AddDbContext</c> hands it on.</param>
    /// <exception cref="InvalidOperationException"><c>AddMetaLogging</c> was not called.</exception>
    /// <exception cref="ValidationException">A setting is wrong.</exception>
    public static DbContextOptionsBuilder AddAuditTrail(this DbContextOptionsBuilder builder, IServiceProvider services, Action<EntityAuditOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(services);
        IAuditTrail trail = services.GetService<IAuditTrail>() ?? throw new InvalidOperationException("There is no audit trail in the container. Call services.AddMetaLogging(…) first.");
        if (IsAdded(builder))
        {
            return builder;
        }

        SharedState shared = SharedState.Of(trail);
        AuditTrailInterceptor interceptor = shared.Interceptors.GetOrAdd(builder.Options.ContextType, _ =>
        {
            TimeProvider time = services.GetService<TimeProvider>() ?? TimeProvider.System;
            ILoggerFactory loggers = services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
            Capture capture = services.GetService<Capture>() ?? CaptureOf(trail, time, loggers);
            DatabaseAudit audit = new(OptionsOf(services, configure), capture, services.GetService<AuditContext>(), shared, time, loggers.CreateLogger<EntityAuditOptions>());
            return new(audit, time);
        });
        return builder.AddInterceptors(interceptor);
    }

    /// <inheritdoc cref="AddAuditTrail(DbContextOptionsBuilder, IServiceProvider, Action{EntityAuditOptions})"/>
    public static DbContextOptionsBuilder<TContext> AddAuditTrail<TContext>(
        this DbContextOptionsBuilder<TContext> builder, IServiceProvider services, Action<EntityAuditOptions>? configure = null)
        where TContext : DbContext
    {
        ((DbContextOptionsBuilder)builder).AddAuditTrail(services, configure);
        return builder;
    }

    /// <summary>Records what the context changes in the database to a trail, without a container.</summary>
    /// <param name="trail">The trail; it is started by whoever made it.</param>
    /// <param name="options">The settings; null: the defaults.</param>
    /// <exception cref="ValidationException">A setting is wrong.</exception>
    public static DbContextOptionsBuilder AddAuditTrail(this DbContextOptionsBuilder builder, IAuditTrail trail, EntityAuditOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(trail);
        options ??= new();
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        if (IsAdded(builder))
        {
            return builder;
        }

        SharedState shared = SharedState.Of(trail);
        Capture capture = shared.Capture ??= CaptureOf(trail, TimeProvider.System, NullLoggerFactory.Instance);
        DatabaseAudit audit = new(options, capture, (trail as AuditTrail)?.Surroundings, shared, TimeProvider.System, NullLogger.Instance);
        return builder.AddInterceptors(new AuditTrailInterceptor(audit, TimeProvider.System));
    }

    /// <inheritdoc cref="AddAuditTrail(DbContextOptionsBuilder, IAuditTrail, EntityAuditOptions)"/>
    public static DbContextOptionsBuilder<TContext> AddAuditTrail<TContext>(this DbContextOptionsBuilder<TContext> builder, IAuditTrail trail, EntityAuditOptions? options = null)
        where TContext : DbContext
    {
        ((DbContextOptionsBuilder)builder).AddAuditTrail(trail, options);
        return builder;
    }

    /// <summary>Adding it twice would tell everything twice.</summary>
    static bool IsAdded(DbContextOptionsBuilder builder) =>
        builder.Options.FindExtension<CoreOptionsExtension>()?.Interceptors?.OfType<AuditTrailInterceptor>().Any() == true;

    static Capture CaptureOf(IAuditTrail trail, TimeProvider time, ILoggerFactory loggers) =>
        new(trail, new CaptureLosses(trail, time), new CaptureOptions(), time, loggers.CreateLogger<Capture>());

    static EntityAuditOptions OptionsOf(IServiceProvider services, Action<EntityAuditOptions>? configure)
    {
        // AddEntityFrameworkCore, which is not needed, has bound the section; otherwise it is bound here.
        EntityAuditOptions options;
        if (services.GetServices<IConfigureOptions<EntityAuditOptions>>().Any())
        {
            options = UncheckedOptions.Of<EntityAuditOptions>(services);
        }
        else
        {
            options = new();
            services.GetService<IConfiguration>()?.GetSection(EntityAuditOptions.Section).Bind(options);
        }

        configure?.Invoke(options);
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        return options;
    }
}
