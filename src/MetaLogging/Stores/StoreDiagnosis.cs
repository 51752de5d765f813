using MetaLogging.Configuration;

namespace MetaLogging.Stores;

/// <summary>What an operator should know of a store, as issues with their remedies.</summary>
internal static class StoreDiagnosis
{
    /// <summary>Puts together what is known of a store.</summary>
    /// <param name="health">Its health.</param>
    /// <param name="aside">What it set aside.</param>
    /// <param name="pendingErasures">How many erasures and drops of the journal it has not come to; null where that is not known.</param>
    /// <param name="found">What it found itself.</param>
    public static IReadOnlyList<ConfigurationIssue> Of(
        StoreHealth health, IReadOnlyList<SetAside> aside, int? pendingErasures, IReadOnlyList<ConfigurationIssue> found)
    {
        string name = $"store {health.Name}";
        string rebuild = $"metalog rebuild --store {health.Name}";
        List<ConfigurationIssue> issues = [];
        if (health.Problem is { } problem && !found.Any(issue => issue.Severity == IssueSeverity.Error))
        {
            issues.Add(new(name, IssueSeverity.Error, problem,
                $"Recording goes on, and the store catches up by itself once this is mended. Where it can't be mended: {rebuild}"));
        }

        issues.AddRange(found);
        if (pendingErasures is null)
        {
            issues.Add(new(name, IssueSeverity.Warning,
                "It is not open, so it is not known whether all that was erased is gone from it.", "Erasures reach it in their order, once it is open."));
        }
        else if (pendingErasures > 0)
        {
            issues.Add(new(name, IssueSeverity.Warning,
                FormattableString.Invariant($"{pendingErasures} {(pendingErasures == 1 ? "erasure was" : "erasures were")} ordered that it has not carried out yet."),
                "Nothing need be done: it comes to them in their order. Look again later."));
        }

        issues.AddRange(aside.Select(range => new ConfigurationIssue(name, IssueSeverity.Warning,
            FormattableString.Invariant($"Entries {range.FirstSequence} to {range.EndSequence - 1} were set aside: {range.Reason}"),
            $"They are safe in the journal. After a new version of metalog, or once the journal is restored: {rebuild}")));
        return issues;
    }
}
