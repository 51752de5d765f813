using MetaLogging.Configuration;
using MetaLogging.InfluxDb.Configuration;

namespace MetaLogging.InfluxDb.Hosting;

/// <summary>What is wrong with the settings of the InfluxDB store in a container.</summary>
internal sealed class InfluxDbIssues(IServiceProvider provider, SettingSources sources) : IIssueSource
{
    /// <inheritdoc/>
    public IReadOnlyList<ConfigurationIssue> Find() => InfluxDbCheck.Find(UncheckedOptions.Of<InfluxDbOptions>(provider), sources);
}
