using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MetaLogging.Configuration;

/// <summary>Settings as they are, right or wrong, where <see cref="IOptions{TOptions}"/> throws for wrong ones: so that all that is wrong can be said at once.</summary>
internal static class UncheckedOptions
{
    /// <exception cref="InvalidOperationException">A value is not of its setting's type.</exception>
    public static T Of<T>(IServiceProvider provider)
        where T : class => new OptionsFactory<T>(
            provider.GetServices<IConfigureOptions<T>>(), provider.GetServices<IPostConfigureOptions<T>>()).Create(Options.DefaultName);
}
