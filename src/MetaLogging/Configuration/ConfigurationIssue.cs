namespace MetaLogging.Configuration;

/// <summary>Something is wrong with the settings.</summary>
/// <param name="Setting">The setting as it is named in the configuration, or the variable.</param>
/// <param name="Severity">Whether the trail can work with it.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
public sealed record ConfigurationIssue(string Setting, IssueSeverity Severity, string Message, string Remedy);
