using System.Globalization;
using System.Text.Json.Nodes;
using MetaLogging.InfluxDb.Tests.Support;

namespace MetaLogging.InfluxDb.Tests.Flux.Imitation;

/// <summary>The points of a real 1.6.7 as the storage engine of 2.x shows them: a table for each series and field.</summary>
internal sealed class StoredPoints(InfluxServer server)
{
    public async Task<IReadOnlyList<Table>> ReadAsync(string bucket, Instant start, Instant stop, string measurement, IReadOnlyList<string> fields)
    {
        string name = Quoted.Identifier(measurement);
        string columns = string.Join(", ", fields.Select(Quoted.Identifier));
        JsonArray results = await server.ExecuteAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"SHOW FIELD KEYS FROM {name}; SELECT {columns} FROM {name} WHERE time >= {start.Nanoseconds} AND time < {stop.Nanoseconds} GROUP BY *"), bucket);
        Dictionary<string, string> types = SeriesOf(results[0]).SelectMany(series => series["values"]!.AsArray())
            .ToDictionary(row => (string)row![0]!, row => (string)row![1]!);
        return [.. results.Skip(1).SelectMany(SeriesOf).SelectMany(series => TablesOf(series, measurement, start, stop, types)).Where(table => table.Rows.Count > 0)];
    }

    static IEnumerable<JsonNode> SeriesOf(JsonNode? result) => result!["series"]?.AsArray().Select(series => series!) ?? [];

    static IEnumerable<Table> TablesOf(JsonNode series, string measurement, Instant start, Instant stop, Dictionary<string, string> types)
    {
        string[] columns = [.. series["columns"]!.AsArray().Select(column => (string)column!)];
        for (int i = 1; i < columns.Length; i++)
        {
            SortedDictionary<string, object?> key = new() { ["_measurement"] = measurement, ["_field"] = columns[i], ["_start"] = start, ["_stop"] = stop };
            foreach ((string tag, JsonNode? value) in series["tags"]!.AsObject())
            {
                if ((string)value! is { Length: > 0 } text)
                {
                    key[tag] = text;
                }
            }

            Table table = new(key);
            foreach (JsonArray row in series["values"]!.AsArray().Select(row => row!.AsArray()))
            {
                if (row[i] is { } value)
                {
                    table.Rows.Add(new(key) { ["_time"] = new Instant((long)row[0]!), ["_value"] = Value(value, types[columns[i]]) });
                }
            }

            yield return table;
        }
    }

    static object Value(JsonNode value, string type) => type switch
    {
        "integer" => (long)value,
        "float" => (double)value,
        "boolean" => (bool)value,
        _ => (string)value!,
    };
}
