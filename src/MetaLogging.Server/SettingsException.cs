using MetaLogging.Configuration;

namespace MetaLogging.Server;

/// <summary>Settings are wrong, so that nothing can be opened with them.</summary>
internal sealed class SettingsException(IReadOnlyList<ConfigurationIssue> issues)
    : Exception(string.Join(" ", issues.Select(issue => $"{issue.Setting}: {issue.Message} {issue.Remedy}")))
{
    /// <summary>What is wrong, each with its remedy.</summary>
    public IReadOnlyList<ConfigurationIssue> Issues => issues;
}
