using System.Text.Json;
using MetaLogging.InfluxDb.Asking;

namespace MetaLogging.InfluxDb.InfluxQl;

/// <summary>Counts rows by their first values after the time.</summary>
internal sealed class FieldCounting(int fields)
{
    readonly Dictionary<string, (string?[] Values, long Points)> _groups = [];
    readonly System.Text.StringBuilder _key = new();

    public IReadOnlyList<FieldGroup> Groups => [.. _groups.Values.Select(group => new FieldGroup(group.Values, group.Points))];

    public void Add(JsonElement row)
    {
        _key.Clear();
        for (int i = 1; i <= fields; i++)
        {
            // As it stands in the answer: null, or a text in its quotation marks, which no other text continues.
            _key.Append(row[i].GetRawText());
        }

        string key = _key.ToString();
        _groups[key] = _groups.TryGetValue(key, out (string?[] Values, long Points) group)
            ? (group.Values, group.Points + 1)
            : ([.. Enumerable.Range(1, fields).Select(i => row[i].GetString())], 1);
    }
}
