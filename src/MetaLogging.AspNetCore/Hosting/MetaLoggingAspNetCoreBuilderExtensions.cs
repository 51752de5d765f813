using MetaLogging.AspNetCore;
using MetaLogging.AspNetCore.Configuration;
using MetaLogging.AspNetCore.Hosting;
using MetaLogging.AspNetCore.Refusals;
using MetaLogging.AspNetCore.SignIns;
using MetaLogging.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

// So that `.AddAspNetCore()` is found without a using.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds to an audit trail what a web application's requests tell.</summary>
public static class MetaLoggingAspNetCoreBuilderExtensions
{
    /// <summary>
    /// Captures refused access, sign-ins, failed ones and sign-outs, and what <c>UseMetaLogging</c> needs to audit requests; registers the policies <c>logging:read</c>,
    /// <c>logging:write</c> and <c>logging:manage</c>, where the application has none of that name. The section <c>MetaLogging:AspNetCore</c> of the configuration is
    /// bound, <paramref name="configure"/> is stronger; both are checked at start. Called again, it adds to the settings and nothing else.
    /// </summary>
    public static MetaLoggingBuilder AddAspNetCore(this MetaLoggingBuilder builder, Action<AspNetCoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.IsFirst<RequestWatch>())
        {
            Add(builder.Services);
        }

        builder.Services.Configure(configure ?? (_ => { }));
        return builder;
    }

    /// <summary>
    /// Records the attempts that go through ASP.NET Core Identity's <see cref="SignInManager{TUser}"/>: wrong passwords, unknown users, lockouts, wrong codes. Adds what
    /// <see cref="AddAspNetCore"/> does. Before or after the application's own <c>AddIdentity</c>; an own sign-in manager derives from
    /// <see cref="AuditedSignInManager{TUser}"/>.
    /// </summary>
    /// <typeparam name="TUser">The application's user.</typeparam>
    public static MetaLoggingBuilder AddIdentity<TUser>(this MetaLoggingBuilder builder)
        where TUser : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddAspNetCore();
        if (builder.IsFirst<AuditedSignInManager<TUser>>())
        {
            builder.Services.AddSingleton<IStartupFilter>(new SignInManagerPlace<TUser>(builder.Services));
        }

        return builder;
    }

    static void Add(IServiceCollection services)
    {
        services.AddOptions<AspNetCoreOptions>().BindConfiguration(AspNetCoreSettings.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AspNetCoreOptions>, AspNetCoreOptionsCheck>());
        services.AddSingleton(provider => AspNetCoreSettings.Of(provider.GetRequiredService<IOptions<AspNetCoreOptions>>().Value));
        services.AddSingleton<SignInRecord>();
        services.AddSingleton<IStartupFilter, RequestWatchFilter>();
        services.AddSingleton(typeof(IPostConfigureOptions<>), typeof(RemoteSignInEvents<>));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<AuthorizationOptions>, PermissionPolicies>());
        services.AddAuthenticationCore();
        services.AddAuthorization();
        services.Wrap<IAuthenticationService>((provider, inner) => ActivatorUtilities.CreateInstance<WatchedAuthentication>(provider, inner));
        services.Wrap<IAuthorizationMiddlewareResultHandler>((_, inner) => new NotingResultHandler(inner));
    }
}
