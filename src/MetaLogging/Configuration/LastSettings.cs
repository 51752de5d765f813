using System.Text.Json;
using System.Text.Json.Nodes;
using MetaLogging.Events;

namespace MetaLogging.Configuration;

/// <summary>The settings that were in force at the last start, in <c>DIR/settings.json</c>. Where the file is lost, all settings count as changed.</summary>
internal sealed class LastSettings(string directory)
{
    /// <summary>Its name in the data folder.</summary>
    public const string FileName = "settings.json";

    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };
    readonly string _path = Path.Combine(directory, FileName);

    /// <summary>What differs from the last start, by the settings' full names.</summary>
    public IReadOnlyList<FieldChange> Differences(IEnumerable<SettingsSection> sections)
    {
        JsonObject last = Read();
        JsonObject now = Flat(sections);
        IEnumerable<string> names = now.Select(setting => setting.Key).Union(last.Select(setting => setting.Key)).Order(StringComparer.Ordinal);
        return
        [
            .. names.Where(name => !JsonNode.DeepEquals(last[name], now[name]))
                .Select(name => new FieldChange(name, last[name]?.DeepClone(), now[name]?.DeepClone())),
        ];
    }

    /// <summary>Remembers them for the next start.</summary>
    public void Keep(IEnumerable<SettingsSection> sections)
    {
        string anew = _path + ".new";
        File.WriteAllText(anew, Flat(sections).ToJsonString(Readable));
        File.Move(anew, _path, overwrite: true);
    }

    JsonObject Read()
    {
        try
        {
            return File.Exists(_path) && JsonNode.Parse(File.ReadAllText(_path)) is JsonObject last ? last : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    static JsonObject Flat(IEnumerable<SettingsSection> sections)
    {
        JsonObject flat = [];
        foreach (SettingsSection section in sections)
        {
            Add(flat, section.Name, section.Values);
        }

        return flat;
    }

    static void Add(JsonObject flat, string name, JsonObject values)
    {
        foreach ((string key, JsonNode? value) in values)
        {
            if (value is JsonObject inner)
            {
                Add(flat, $"{name}:{key}", inner);
            }
            else if (value is not null)
            {
                // A 64-bit number need not be an exact double, which numbers in events are.
                flat[$"{name}:{key}"] = value is JsonValue one && one.GetValueKind() == JsonValueKind.Number ? one.ToString() : value.DeepClone();
            }
        }
    }
}
