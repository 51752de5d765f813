using System.Text;
using System.Text.Json.Nodes;
using MetaLogging.Json;

namespace MetaLogging.InfluxDb.Points;

/// <summary>The field <c>subject_ids</c>: each id on a line of its own as a JSON text, with a line end before the first.</summary>
internal static class SubjectLines
{
    /// <summary>An id as a JSON text, spelled as in the journal.</summary>
    public static string Quote(string id)
    {
        CanonicalBuffer json = CanonicalBuffer.OfThread();
        CanonicalJson.Write(json, JsonValue.Create(id));
        return Encoding.UTF8.GetString(json.Written);
    }

    public static IReadOnlyList<string> Parse(string? lines) => string.IsNullOrEmpty(lines)
        ? []
        : [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (string)JsonNode.Parse(line)!)];
}
