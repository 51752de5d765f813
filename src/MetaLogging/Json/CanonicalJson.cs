using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using MetaLogging.Events;
using MetaLogging.Validation;

namespace MetaLogging.Json;

/// <summary>
/// Writes JSON trees in the one spelling of RFC 8785: members ordered by the UTF-16 code units of their names, numbers as ECMAScript spells
/// them, no needless escape. Values that a double does not hold are problems, never rounded.
/// </summary>
internal static class CanonicalJson
{
    /// <summary>How deep an event's JSON may nest; the event itself is the first level.</summary>
    public const int DeepestLevel = 32;

    /// <summary>The level of the value of a member of the event.</summary>
    const int MemberLevel = 2;

    /// <summary>Writes a tree that was checked before.</summary>
    /// <exception cref="ArgumentException">It has a problem after all.</exception>
    public static void Write(CanonicalBuffer json, JsonNode? node)
    {
        List<EventProblem> problems = [];
        if (!TryWrite(json, node, new JsonPath(), problems))
        {
            throw new ArgumentException($"A JSON value {problems[0].Message}; events are validated before they are encoded.", nameof(node));
        }
    }

    /// <summary>
    /// Writes changes that were checked before: <c>[{"field":…,"new":…,"old":…},…]</c>; values that are null are left out.
    /// </summary>
    /// <exception cref="ArgumentException">They have a problem after all.</exception>
    public static void Write(CanonicalBuffer json, IReadOnlyList<FieldChange> changes)
    {
        int start = json.Length;
        foreach (FieldChange change in changes)
        {
            json.Byte((byte)',');
            int open = json.Length;
            json.Member(",\"field\":"u8, change.Field);
            if (change.New is { } after)
            {
                json.Raw(",\"new\":"u8);
                Write(json, after);
            }

            if (change.Old is { } before)
            {
                json.Raw(",\"old\":"u8);
                Write(json, before);
            }

            json.CloseObject(open);
        }

        json.CloseArray(start);
    }

    /// <summary>Writes a tree, or tells what is wrong with it; what was written then is of no use.</summary>
    /// <param name="path">Where the tree stands in the event; unchanged afterwards.</param>
    public static bool TryWrite(CanonicalBuffer json, JsonNode? node, JsonPath path, List<EventProblem> problems, int level = MemberLevel)
    {
        int before = problems.Count;
        new Walk(json, path, problems).Value(node, level);
        return problems.Count == before;
    }

    readonly ref struct Walk(CanonicalBuffer json, JsonPath path, List<EventProblem> problems)
    {
        public void Value(JsonNode? node, int level)
        {
            switch (node)
            {
                case null:
                    json.Raw("null"u8);
                    break;
                case JsonValue value:
                    Scalar(value, level);
                    break;
                case var _ when level > DeepestLevel:
                    Report(ProblemText.TooDeep);
                    break;
                case JsonObject members:
                    Members(members, level);
                    break;
                default:
                    Items((JsonArray)node, level);
                    break;
            }
        }

        void Items(JsonArray items, int level)
        {
            int start = json.Length;
            for (int i = 0; i < items.Count; i++)
            {
                json.Byte((byte)',');
                path.Push(i);
                Value(items[i], level + 1);
                path.Pop();
            }

            json.CloseArray(start);
        }

        void Members(JsonObject members, int level)
        {
            int count;
            try
            {
                count = members.Count;
            }
            catch (ArgumentException)
            {
                // A tree parsed by others finds out only now that a name stands in it twice.
                Report(ProblemText.RepeatedInside);
                return;
            }

            KeyValuePair<string, JsonNode?>[] sorted = ArrayPool<KeyValuePair<string, JsonNode?>>.Shared.Rent(count);
            ((ICollection<KeyValuePair<string, JsonNode?>>)members).CopyTo(sorted, 0);
            Sort(sorted.AsSpan(0, count));
            int start = json.Length;
            for (int i = 0; i < count; i++)
            {
                path.Push(sorted[i].Key);
                json.Byte((byte)',');
                if (!json.TryText(sorted[i].Key))
                {
                    Report(ProblemText.LoneSurrogateInName);
                }

                json.Byte((byte)':');
                Value(sorted[i].Value, level + 1);
                path.Pop();
            }

            json.CloseObject(start);
            ArrayPool<KeyValuePair<string, JsonNode?>>.Shared.Return(sorted, clearArray: true);
        }

        static void Sort(Span<KeyValuePair<string, JsonNode?>> members)
        {
            for (int i = 1; i < members.Length; i++)
            {
                if (string.CompareOrdinal(members[i - 1].Key, members[i].Key) > 0)
                {
                    members.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
                    return;
                }
            }
        }

        void Scalar(JsonValue value, int level)
        {
            if (value.TryGetValue(out JsonElement element))
            {
                Element(element);
                return;
            }

            switch (value.GetValueKind())
            {
                case JsonValueKind.String:
                    Text(TextOf(value));
                    break;
                case JsonValueKind.Number:
                    Number(value);
                    break;
                case JsonValueKind.True:
                    json.Raw("true"u8);
                    break;
                case JsonValueKind.False:
                    json.Raw("false"u8);
                    break;
                default:
                    Value(Plain(value), level);
                    break;
            }
        }

        static string TextOf(JsonValue value) =>
            value.TryGetValue(out string? text) ? text
            : value.TryGetValue(out char c) ? c.ToString()
            : Plain(value)!.GetValue<string>();

        /// <summary>The tree that a value of some type of the caller's is written as.</summary>
        static JsonNode? Plain(JsonValue value) => JsonNode.Parse(value.ToJsonString());

        void Element(JsonElement element)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.String:
                    Raw(element);
                    break;
                case JsonValueKind.Number:
                    Number(JsonMarshal.GetRawUtf8Value(element));
                    break;
                case JsonValueKind.True:
                    json.Raw("true"u8);
                    break;
                case JsonValueKind.False:
                    json.Raw("false"u8);
                    break;
                default:
                    json.Raw("null"u8);
                    break;
            }
        }

        void Raw(JsonElement text)
        {
            ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(text);
            if (!Utf8.IsValid(raw))
            {
                Report(ProblemText.NotUtf8);
            }
            else if (!raw.Contains((byte)'\\'))
            {
                json.Raw(raw);
            }
            else if (JsonEscapes.HasLoneSurrogate(raw))
            {
                Report(ProblemText.LoneSurrogate);
            }
            else
            {
                Text(text.GetString()!);
            }
        }

        void Text(string text)
        {
            if (!json.TryText(text))
            {
                Report(ProblemText.LoneSurrogate);
            }
        }

        void Number(JsonValue value)
        {
            if (value.TryGetValue(out int small))
            {
                json.Number((long)small);
            }
            else if (value.TryGetValue(out double number) && !double.IsFinite(number))
            {
                Report(ProblemText.NotFinite);
            }
            else
            {
                Number(Encoding.UTF8.GetBytes(value.ToJsonString()));
            }
        }

        void Number(ReadOnlySpan<byte> literal)
        {
            if (CanonicalNumber.TryParseExact(literal, out double number))
            {
                json.Number(number);
            }
            else
            {
                Report(ProblemText.NotExact);
            }
        }

        void Report(string message) => problems.Add(new EventProblem(path.ToString(), message));
    }
}
