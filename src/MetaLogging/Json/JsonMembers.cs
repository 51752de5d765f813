using System.Text.Json;
using System.Text.Json.Nodes;

namespace MetaLogging.Json;

/// <summary>
/// The members of an object that another program wrote, a newer one perhaps: what is not asked for is passed over; what is asked for and
/// missing, or of a wrong type, is named. null is the same as absent.
/// </summary>
/// <param name="value">The object.</param>
/// <param name="place">Where it stands: <c>items[3]</c>; empty for the whole.</param>
internal readonly struct JsonMembers(JsonElement value, string place = "")
{
    /// <summary>Reads a whole JSON text, which must be an object.</summary>
    /// <exception cref="JsonFormatException">It is none, or what <paramref name="read"/> finds wrong.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> json, Func<JsonMembers, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return read(new JsonMembers(Require(document.RootElement, JsonValueKind.Object, "")));
        }
        catch (JsonException e)
        {
            throw new JsonFormatException("", $"is not JSON at byte {e.BytePositionInLine} of line {e.LineNumber + 1}", e);
        }
    }

    /// <summary>Whether a member is there, and not null.</summary>
    public bool Has(string name) => Find(name) is not null;

    public string Text(string name) => OptionalText(name) ?? throw Missing(name);

    public string? OptionalText(string name) => Find(name) is { } found ? TextOf(found, PlaceOf(name)) : null;

    public bool Flag(string name) => OptionalFlag(name) ?? throw Missing(name);

    public bool? OptionalFlag(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw new JsonFormatException(PlaceOf(name), "is not true or false"),
    };

    public long Count(string name) => OptionalCount(name) ?? throw Missing(name);

    public long? OptionalCount(string name) => Find(name) is not { } found ? null
        : found.ValueKind == JsonValueKind.Number && found.TryGetInt64(out long count) ? count
        : throw new JsonFormatException(PlaceOf(name), "is not a whole number");

    public int SmallCount(string name) => Count(name) is >= int.MinValue and <= int.MaxValue and var count
        ? (int)count
        : throw new JsonFormatException(PlaceOf(name), "is not a whole number of 32 bits");

    public double? OptionalNumber(string name) => Find(name) is not { } found ? null
        : found.ValueKind == JsonValueKind.Number && found.TryGetDouble(out double number) ? number
        : throw new JsonFormatException(PlaceOf(name), "is not a number");

    /// <summary>A time as text, in nanoseconds since the epoch.</summary>
    public long Time(string name) =>
        TimestampText.Parse(System.Text.Encoding.UTF8.GetBytes(Text(name)), out long nanoseconds) == TimestampProblem.None
            ? nanoseconds
            : throw new JsonFormatException(PlaceOf(name), "is not a time");

    public Guid Uuid(string name) => Guid.TryParseExact(Text(name), "D", out Guid id)
        ? id
        : throw new JsonFormatException(PlaceOf(name), "is not a UUID");

    /// <summary>An array of texts; empty where it is absent.</summary>
    public string[] Texts(string name)
    {
        string inside = PlaceOf(name);
        return Find(name) is { } found ? [.. Require(found, JsonValueKind.Array, inside).EnumerateArray().Select(text => TextOf(text, inside))] : [];
    }

    /// <summary>The objects of an array; none where it is absent.</summary>
    public IEnumerable<JsonMembers> Objects(string name)
    {
        if (Find(name) is not { } found)
        {
            yield break;
        }

        int index = 0;
        foreach (JsonElement item in Require(found, JsonValueKind.Array, PlaceOf(name)).EnumerateArray())
        {
            string inside = $"{PlaceOf(name)}[{index++}]";
            yield return new JsonMembers(Require(item, JsonValueKind.Object, inside), inside);
        }
    }

    public JsonMembers Object(string name) => OptionalObject(name) ?? throw Missing(name);

    public JsonMembers? OptionalObject(string name) =>
        Find(name) is { } found ? new JsonMembers(Require(found, JsonValueKind.Object, PlaceOf(name)), PlaceOf(name)) : null;

    /// <summary>Any value as a tree of its own.</summary>
    public JsonNode? Tree(string name) => Find(name)?.Clone() switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } found => JsonObject.Create(found),
        { ValueKind: JsonValueKind.Array } found => JsonArray.Create(found),
        { } found => JsonValue.Create(found),
    };

    /// <summary>All members, in their order.</summary>
    public IEnumerable<(string Name, JsonElement Value)> All()
    {
        foreach (JsonProperty member in value.EnumerateObject())
        {
            yield return (member.Name, member.Value);
        }
    }

    /// <summary>Where a member stands.</summary>
    public string PlaceOf(string name) => place.Length == 0 ? name : $"{place}.{name}";

    static string TextOf(JsonElement text, string place)
    {
        try
        {
            return Require(text, JsonValueKind.String, place).GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new JsonFormatException(place, "is no text: bytes that are not UTF-8, or half of a surrogate pair", e);
        }
    }

    static JsonElement Require(JsonElement value, JsonValueKind kind, string place) =>
        value.ValueKind == kind ? value : throw new JsonFormatException(place, kind switch
        {
            JsonValueKind.Object => "is not a JSON object",
            JsonValueKind.Array => "is not a JSON array",
            _ => "is not a string",
        });

    JsonFormatException Missing(string name) => new(PlaceOf(name), "is missing");

    JsonElement? Find(string name) =>
        value.TryGetProperty(name, out JsonElement found) && found.ValueKind != JsonValueKind.Null ? found : null;
}
