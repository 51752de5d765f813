using MetaLogging.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MetaLogging.Hosting;

/// <summary>All that is wrong with the settings of a container's trail and of the packages that were added to it, without opening anything.</summary>
internal sealed class ContainerIssues(IServiceProvider provider)
{
    /// <summary>All issues; empty where all is well.</summary>
    /// <exception cref="InvalidOperationException">A value is not of its setting's type.</exception>
    public IReadOnlyList<ConfigurationIssue> Find() =>
    [
        .. ConfigurationCheck.Validate(UncheckedOptions.Of<MetaLoggingOptions>(provider)),
        .. provider.GetServices<IIssueSource>().SelectMany(source => source.Find()),
    ];
}
