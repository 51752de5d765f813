using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using MetaLogging.Validation;

namespace MetaLogging.Api.Exports;

/// <summary>Reads what a caller tells of an export: <c>{filters, events, size}</c>, strictly.</summary>
internal sealed class ToldExportReader
{
    const int LongestName = 64;

    /// <summary>Numbers in events are exact doubles.</summary>
    const long MostEvents = 1L << 53;

    readonly List<EventProblem> _problems = [];

    /// <summary>Reads it, or tells everything that is wrong with it.</summary>
    /// <param name="body">The body.</param>
    /// <param name="largestSize">How many entries the log has.</param>
    /// <exception cref="InvalidEventException">Names each field.</exception>
    public ToldExport Read(byte[] body, long largestSize)
    {
        using JsonDocument json = Parse(body);
        JsonObject filters = [];
        long? events = null;
        long? size = null;
        foreach (JsonProperty member in json.RootElement.EnumerateObject())
        {
            switch (member.Name)
            {
                case "filters":
                    ReadFilters(member.Value, filters);
                    break;
                case "events":
                    events = Whole("events", member.Value, 0, MostEvents);
                    break;
                case "size":
                    size = Whole("size", member.Value, 1, largestSize);
                    break;
                case var name:
                    _problems.Add(new(Shown(name), "is not a member of an export, which has filters, events and size"));
                    break;
            }
        }

        Require("filters", json.RootElement);
        Require("events", json.RootElement);
        Require("size", json.RootElement);
        return _problems.Count == 0 ? new(filters, events!.Value, size!.Value) : throw new InvalidEventException(_problems);
    }

    static JsonDocument Parse(byte[] body)
    {
        if (!Utf8.IsValid(body))
        {
            throw new InvalidEventException([new("", "is not valid UTF-8")]);
        }

        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(body, new() { AllowDuplicateProperties = false });
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Whether a name is there twice can't be said of half of a surrogate pair, and the parser says so in its own way.
            throw new InvalidEventException([new("", "is not JSON, or has a member twice or one whose name is no text")]);
        }

        if (json.RootElement.ValueKind == JsonValueKind.Object)
        {
            return json;
        }

        json.Dispose();
        throw new InvalidEventException([new("", ProblemText.NotAnObject)]);
    }

    void ReadFilters(JsonElement value, JsonObject filters)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            _problems.Add(new("filters", ProblemText.NotAnObject));
            return;
        }

        foreach (JsonProperty filter in value.EnumerateObject())
        {
            string name = filter.Name;
            if (!NamePattern.IsName(name))
            {
                _problems.Add(new("filters", "has a filter whose name is none"));
            }
            else if (filter.Value.ValueKind == JsonValueKind.Array)
            {
                JsonArray several = [];
                foreach (JsonElement one in filter.Value.EnumerateArray())
                {
                    several.Add((JsonNode?)Text($"filters.{name}", one));
                }

                filters[name] = several;
            }
            else
            {
                filters[name] = Text($"filters.{name}", filter.Value);
            }
        }
    }

    string? Text(string field, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && TextOf(value) is { } text)
        {
            return text;
        }

        _problems.Add(new(field, "is not a text or a list of texts"));
        return null;
    }

    long? Whole(string field, JsonElement value, long least, long most)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= least && number <= most)
        {
            return number;
        }

        _problems.Add(new(field, most == long.MaxValue
            ? FormattableString.Invariant($"is not a whole number from {least} on")
            : FormattableString.Invariant($"is not a whole number from {least} to {most}, the number of entries there are")));
        return null;
    }

    void Require(string field, JsonElement root)
    {
        if (!root.TryGetProperty(field, out _))
        {
            _problems.Add(new(field, ProblemText.Missing));
        }
    }

    /// <summary>The text; null where it is none.</summary>
    static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    static string Shown(string name) => name.Length > LongestName ? name[..LongestName] + "…" : name;
}
