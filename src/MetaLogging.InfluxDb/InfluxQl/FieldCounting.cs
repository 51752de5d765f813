using System.Text;
using System.Text.Json;
using MetaLogging.InfluxDb.Asking;

namespace MetaLogging.InfluxDb.InfluxQl;

/// <summary>Counts rows by some of their texts.</summary>
/// <param name="columns">The texts' places in a row.</param>
internal sealed class FieldCounting(int[] columns)
{
    readonly Dictionary<string, (string?[] Values, long Points)> _groups = [];
    readonly StringBuilder _key = new();

    public IReadOnlyList<FieldGroup> Groups => [.. _groups.Values.Select(group => new FieldGroup(group.Values, group.Points))];

    public void Add(JsonElement row)
    {
        _key.Clear();
        foreach (int column in columns)
        {
            // As it stands in the answer: null, or a text in its quotation marks, which no other text continues.
            _key.Append(row[column].GetRawText());
        }

        string key = _key.ToString();
        _groups[key] = _groups.TryGetValue(key, out (string?[] Values, long Points) group)
            ? (group.Values, group.Points + 1)
            : ([.. columns.Select(column => row[column].GetString())], 1);
    }
}
