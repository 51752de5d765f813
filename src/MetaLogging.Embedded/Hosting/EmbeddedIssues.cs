using MetaLogging.Configuration;
using MetaLogging.Embedded.Files;
using MetaLogging.Hosting;

namespace MetaLogging.Embedded.Hosting;

/// <summary>What is wrong with the settings of the embedded store, and with a file of it that nobody follows any more.</summary>
internal sealed class EmbeddedIssues(IServiceProvider provider, TrailStores stores) : IIssueSource
{
    /// <summary>The section of its settings.</summary>
    public const string Section = "MetaLogging:Embedded";

    /// <inheritdoc/>
    public IReadOnlyList<ConfigurationIssue> Find()
    {
        List<ConfigurationIssue> issues = [.. ConfigurationCheck.FindOutOfRange(Section, UncheckedOptions.Of<EmbeddedStoreOptions>(provider))];
        string data = UncheckedOptions.Of<MetaLoggingOptions>(provider).DataDirectory;
        if (data.Length > 0 && !stores.KeepsEmbedded && new StoreFiles(Path.Combine(data, "store")).Database is var file && File.Exists(file))
        {
            issues.Add(new(
                "MetaLogging:Stores:Embedded", IssueSeverity.Warning,
                $"{file} is left from when the embedded store followed the journal. It no longer does, so erasures and retention do not reach that file.",
                $"Delete the folder {Path.GetDirectoryName(file)}, or set this to true to keep both stores."));
        }

        return issues;
    }
}
