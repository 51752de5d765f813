using MetaLogging.Configuration;

namespace MetaLogging.Logs;

/// <summary>What is wrong with the settings of the logger.</summary>
internal sealed class LoggerIssues(IServiceProvider provider) : IIssueSource
{
    /// <summary>The section of its settings.</summary>
    public const string Section = "MetaLogging:Logger";

    /// <inheritdoc/>
    public IReadOnlyList<ConfigurationIssue> Find() => [.. ConfigurationCheck.FindOutOfRange(Section, UncheckedOptions.Of<LoggerOptions>(provider))];
}
