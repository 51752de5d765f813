using System.Text.Json;

namespace MetaLogging.InfluxDb.InfluxQl;

/// <summary>Some rows of one series.</summary>
/// <param name="Json">The object as InfluxDB writes it: name, tags, columns, values.</param>
internal readonly record struct SeriesPiece(JsonElement Json)
{
    /// <summary>The value of a tag that was grouped by; empty where the series has none.</summary>
    public string Tag(string name) =>
        Json.TryGetProperty("tags", out JsonElement tags) && tags.TryGetProperty(name, out JsonElement value)
            && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>The rows, each an array of values with the time first.</summary>
    public IEnumerable<JsonElement> Rows => Json.TryGetProperty("values", out JsonElement rows) ? rows.EnumerateArray() : [];
}
