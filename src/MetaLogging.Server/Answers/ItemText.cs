using System.Text;
using System.Text.Json.Nodes;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Server.Output;

namespace MetaLogging.Server.Answers;

/// <summary>Members of events as text, spelled as in JSON.</summary>
internal static class ItemText
{
    /// <summary>A word of ours, with no text of anybody else in it.</summary>
    public static Cell Word(string? word) => new(word ?? "", false);

    /// <summary>A time to the nanosecond, as in JSON.</summary>
    public static Cell FullTime(long nanoseconds) => new(TimestampText.Format(nanoseconds), false);

    /// <summary>A time to the second, for people.</summary>
    public static Cell Second(long nanoseconds) =>
        new(TimestampText.Format(nanoseconds - (nanoseconds % UnixTime.NanosecondsPerSecond)), false);

    /// <summary>A value of a part that can be erased, and says so where it has been.</summary>
    public static Cell Known<T>(Recorded<T> item, EntryParts part, string? value)
        where T : TrailEvent => item.Erased.HasFlag(part) ? new Cell("(erased)", false) : value;

    /// <summary>The erased parts, as in JSON.</summary>
    public static Cell Erased(EntryParts parts) => JsonOf([.. PartNames.Of(parts)]);

    /// <summary>A list as JSON; nothing where it is empty.</summary>
    public static Cell JsonOf(IReadOnlyList<string> list) =>
        list.Count == 0 ? new Cell("", false) : JsonOf(new JsonArray([.. list.Select(one => JsonValue.Create(one))]));

    /// <summary>Changes as JSON; nothing where there are none.</summary>
    public static Cell JsonOf(IReadOnlyList<FieldChange> changes) => changes.Count == 0
        ? new Cell("", false)
        : JsonOf(new JsonArray([.. changes.Select(change => new JsonObject
        {
            ["field"] = change.Field,
            ["old"] = change.Old?.DeepClone(),
            ["new"] = change.New?.DeepClone(),
        })]));

    /// <summary>Any JSON; nothing where there is none.</summary>
    public static Cell JsonOf(JsonNode? node)
    {
        if (node is null)
        {
            return new("", false);
        }

        CanonicalBuffer json = new();
        CanonicalJson.Write(json, node);
        return new(Encoding.UTF8.GetString(json.Written), true);
    }
}
