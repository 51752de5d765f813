using System.Text.Json.Nodes;

namespace MetaLogging.EndToEnd;

/// <summary>Reads what <c>query … --format ndjson</c> prints.</summary>
internal static class JsonLines
{
    public static IReadOnlyList<JsonObject> Parse(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];

    public static string? Text(this JsonObject item, string member) => (string?)item[member];

    public static int Repeats(this JsonObject failedLogin) => (int?)failedLogin["repeat_count"] ?? 1;
}
