using MetaLogging.Configuration;
using MetaLogging.Stores;

namespace MetaLogging.Forwarding;

/// <summary>What an operator should know of the delivery to a server, as issues with their remedies.</summary>
internal static class DeliveryIssues
{
    /// <param name="queue">The queue.</param>
    /// <param name="status">The HTTP status of the last failure.</param>
    /// <param name="setAside">What the server refused.</param>
    /// <param name="file">Where it is kept.</param>
    public static IReadOnlyList<ConfigurationIssue> Find(AuditTrail queue, int? status, IReadOnlyList<SetAside> setAside, string file)
    {
        List<ConfigurationIssue> issues = [];
        StoreHealth health = queue.Health.Stores[0];
        if (health.Problem is { } problem)
        {
            long waiting = queue.NextSequence - Math.Max(queue.Journal.FirstSequence, health.Position);
            issues.Add(new(
                status is 401 or 403 ? "MetaLogging:ServerKey" : "MetaLogging:Server", IssueSeverity.Error, problem,
                FormattableString.Invariant($"Recording goes on, and {waiting} entries wait in the queue; they are delivered once this is mended.")));
        }

        if (setAside.Count > 0)
        {
            long count = setAside.Sum(range => range.EndSequence - range.FirstSequence);
            issues.Add(new(
                "MetaLogging:Server", IssueSeverity.Warning,
                FormattableString.Invariant($"The server refused {count} {(count == 1 ? "event" : "events")}, the last because: {setAside[^1].Reason}"),
                $"They are kept in {file}; mended, they can be recorded by: metalog import {file} --format ndjson --server URL --key KEY"));
        }

        return issues;
    }
}
