using System.Text.Json.Nodes;

namespace MetaLogging.Server.Commands;

/// <summary>The filters of a question as the API names them, for the event that tells of it.</summary>
internal static class AskedFilters
{
    /// <summary>Of the path by which the API would be asked: <c>api/v1/audit-events?user_id=u1&amp;limit=100</c>.</summary>
    public static JsonObject Of(string path)
    {
        JsonObject filters = [];
        int query = path.IndexOf('?', StringComparison.Ordinal);
        foreach (string pair in query < 0 ? [] : path[(query + 1)..].Split('&'))
        {
            string[] parts = pair.Split('=', 2);
            string value = Uri.UnescapeDataString(parts[1]);
            if (parts[0] is "limit" or "cursor" or "include_total")
            {
                continue;
            }

            filters[parts[0]] = filters[parts[0]] switch
            {
                null => value,
                JsonArray several => new JsonArray([.. several.Select(one => one!.DeepClone()), value]),
                { } first => new JsonArray(first.DeepClone(), value),
            };
        }

        return filters;
    }
}
