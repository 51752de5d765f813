namespace MetaLogging.Configuration;

/// <summary>
/// What a package finds wrong with its settings, without opening anything. The container has one of each package that was added; it never throws for a
/// setting that is wrong.
/// </summary>
internal interface IIssueSource
{
    /// <summary>All that is wrong; empty where all is well. No message holds a secret.</summary>
    IReadOnlyList<ConfigurationIssue> Find();
}
