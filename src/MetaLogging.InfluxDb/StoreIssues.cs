using System.Globalization;
using MetaLogging.Configuration;
using MetaLogging.InfluxDb.Http;

namespace MetaLogging.InfluxDb;

/// <summary>What an operator should know of a server that answers.</summary>
internal static class StoreIssues
{
    const string Setting = "store influxdb";

    public static IReadOnlyList<ConfigurationIssue> Find(string name, ServerFindings server, long beyondRetention, IReadOnlyList<long> erasures)
    {
        List<ConfigurationIssue> issues = [];
        if (server.Keep is { } keep)
        {
            issues.Add(new(Setting, IssueSeverity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"{name} keeps points for {keep.TotalDays:0.##} days, and the journal keeps them for longer: queries and reports know nothing older."),
                "Let InfluxDB keep them as long (ALTER RETENTION POLICY … DURATION, or the bucket's retention), or set MetaLogging:Stores:Embedded to true and ask the embedded store for what is older."));
        }

        if (beyondRetention > 0)
        {
            issues.Add(new(Setting, IssueSeverity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"{name} dropped {beyondRetention} points since the start, because they are older than it keeps any."),
                "They are safe in the journal. Let InfluxDB keep points for longer, then run: metalog rebuild --store influxdb"));
        }

        if (erasures.Count > 0)
        {
            issues.Add(new(Setting, IssueSeverity.Warning,
                $"What the orders {string.Join(", ", erasures.Order().Take(10))} erased is in no answer of {name} any more, but pending in its older files until it compacts them.",
                "InfluxDB does so by itself, some hours after the last write to a shard. Nothing is to be done; backups of InfluxDB hold it still."));
        }

        return issues;
    }
}
