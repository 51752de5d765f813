using Microsoft.Extensions.DependencyInjection;

namespace MetaLogging.AspNetCore.Hosting;

/// <summary>Puts something of ours around what a container has.</summary>
internal static class Wrapping
{
    const string Key = "MetaLogging.AspNetCore";

    /// <summary>What the container has under <typeparamref name="T"/> goes on, under a key of ours, with the same lifetime, and is what is wrapped.</summary>
    public static void Wrap<T>(this IServiceCollection services, Func<IServiceProvider, T, T> wrap)
        where T : class
    {
        ServiceDescriptor inner = services.Last(service => service.ServiceType == typeof(T) && !service.IsKeyedService);
        services.Remove(inner);
        services.Add(inner switch
        {
            { ImplementationInstance: { } instance } => new ServiceDescriptor(typeof(T), Key, instance),
            { ImplementationFactory: { } make } => new ServiceDescriptor(typeof(T), Key, (provider, _) => make(provider), inner.Lifetime),
            _ => new ServiceDescriptor(typeof(T), Key, inner.ImplementationType!, inner.Lifetime),
        });
        services.Add(new ServiceDescriptor(typeof(T), provider => wrap(provider, provider.GetRequiredKeyedService<T>(Key)), inner.Lifetime));
    }
}
