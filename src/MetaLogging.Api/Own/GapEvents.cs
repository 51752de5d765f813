using System.Text.Json.Nodes;
using MetaLogging.Events;

namespace MetaLogging.Api.Own;

/// <summary>Own events that say what was not recorded.</summary>
internal static class GapEvents
{
    /// <summary>So many of a source in a time.</summary>
    public static AuditEvent Of(string source, DateTimeOffset from, DateTimeOffset to, long count) => new()
    {
        Action = "metalog.gap",
        ResourceType = "log",
        AdditionalData = new JsonObject
        {
            ["source"] = source,
            ["from"] = from.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            ["to"] = to.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            ["count"] = count,
        },
    };
}
