using Microsoft.Extensions.DependencyInjection;

namespace MetaLogging.Hosting;

/// <summary>What further packages are added to.</summary>
/// <param name="Services">The container that is being filled.</param>
public sealed record MetaLoggingBuilder(IServiceCollection Services)
{
    /// <summary>Whether something is added for the first time, so that adding it again, as a library and its host may both do, changes its settings and nothing else.</summary>
    /// <typeparam name="T">What is added.</typeparam>
    internal bool IsFirst<T>()
    {
        if (Services.Any(service => service.ServiceType == typeof(Added<T>)))
        {
            return false;
        }

        Services.AddSingleton(new Added<T>());
        return true;
    }

    sealed class Added<T>;
}
