using MetaLogging.Configuration;

namespace MetaLogging.EntityFrameworkCore.Hosting;

/// <summary>What is wrong with the settings of the capture of entity changes.</summary>
internal sealed class EntityAuditIssues(IServiceProvider provider) : IIssueSource
{
    /// <inheritdoc/>
    public IReadOnlyList<ConfigurationIssue> Find() => [.. ConfigurationCheck.FindOutOfRange(EntityAuditOptions.Section, UncheckedOptions.Of<EntityAuditOptions>(provider))];
}
