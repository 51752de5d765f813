using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>All that a database holds of events, as one sorted text a point.</summary>
internal static class Dump
{
    static readonly string[] Measurements = ["audit_events", "failed_logins", "system_events"];

    public static async Task<string[]> OfAsync(InfluxServer server, string database)
    {
        List<string> points = [];
        foreach (string measurement in Measurements)
        {
            points.AddRange(await OfAsync(server, database, measurement));
        }

        points.Sort(StringComparer.Ordinal);
        return [.. points];
    }

    /// <summary>The points of one measurement.</summary>
    public static async Task<List<string>> OfAsync(InfluxServer server, string database, string measurement)
    {
        List<string> points = [];
        JsonArray results = await server.ExecuteAsync($"SELECT * FROM {Quoted.Identifier(measurement)} GROUP BY *", database);
        foreach (JsonNode? series in results.SelectMany(result => result!["series"]?.AsArray() ?? []))
        {
            string[] columns = [.. series!["columns"]!.AsArray().Select(column => column!.GetValue<string>())];
            string tags = string.Join(",", series["tags"]!.AsObject().Select(tag => $"{tag.Key}={tag.Value}"));
            points.AddRange(series["values"]!.AsArray().Select(values => Of(measurement, tags, columns, values!.AsArray())));
        }

        return points;
    }

    static string Of(string measurement, string tags, string[] columns, JsonArray values)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{measurement},{tags}");
        foreach ((string column, JsonNode? value) in columns.Zip(values))
        {
            if (value is not null)
            {
                text.Append(CultureInfo.InvariantCulture, $" {column}={value.ToJsonString()}");
            }
        }

        return text.ToString();
    }
}
