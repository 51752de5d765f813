using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MetaLogging.Api.Queries;

/// <summary>The filters of a question, as it came, for the event that tells of it.</summary>
internal static class AskedFilters
{
    /// <summary>What may differ from page to page.</summary>
    static readonly string[] OfPages = ["limit", "cursor", "include_total"];

    public static JsonObject Of(IQueryCollection query)
    {
        JsonObject filters = [];
        foreach (string name in query.Keys.Where(name => !OfPages.Contains(name)).Order(StringComparer.Ordinal))
        {
            filters[name] = query[name] is [var one] ? one : new JsonArray([.. query[name].Select(value => JsonValue.Create(value))]);
        }

        return filters;
    }
}
