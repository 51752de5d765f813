using MetaLogging.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace MetaLogging.AspNetCore.Hosting;

/// <summary>The place of Identity's sign-in manager in a container: taken when it is filled, and looked at again at start, as what is added last counts.</summary>
internal sealed class SignInManagerPlace<TUser> : IStartupFilter
    where TUser : class
{
    readonly IServiceCollection _services;
    readonly BeforeBuilding _last;

    public SignInManagerPlace(IServiceCollection services)
    {
        _services = services;
        Take();
        _last = new(services, Take);
    }

    ServiceDescriptor? Last => _services.LastOrDefault(service => service.ServiceType == typeof(SignInManager<TUser>) && !service.IsKeyedService);

    /// <exception cref="InvalidOperationException">Another one was put there, and sign-ins would go unseen.</exception>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next)
    {
        _last.Stop();
        if (Last?.ImplementationType is { } type && !type.IsAssignableTo(typeof(AuditedSignInManager<TUser>)))
        {
            throw new InvalidOperationException(type == typeof(SignInManager<TUser>)
                ? $"The sign-ins of {typeof(TUser).Name} would not be recorded: Identity's sign-in manager was added after MetaLogging's. Move AddMetaLogging()….AddIdentity<{typeof(TUser).Name}>() below it."
                : $"The sign-ins of {typeof(TUser).Name} would not be recorded: {type.Name} does not derive from AuditedSignInManager<{typeof(TUser).Name}>. Derive it from that in place of SignInManager<{typeof(TUser).Name}>; it has the same constructor.");
        }

        return next;
    }

    /// <summary>Takes it, where nobody has it or Identity's own one.</summary>
    void Take()
    {
        if (Last is null)
        {
            _services.AddScoped<SignInManager<TUser>, AuditedSignInManager<TUser>>();
        }
        else if (Last.ImplementationType == typeof(SignInManager<TUser>))
        {
            _services[_services.IndexOf(Last)] = ServiceDescriptor.Scoped<SignInManager<TUser>, AuditedSignInManager<TUser>>();
        }
    }
}
