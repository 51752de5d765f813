using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetaLogging.Capturing;
using MetaLogging.EntityFrameworkCore.Marking;

namespace MetaLogging.EntityFrameworkCore.Values;

/// <summary>
/// A property's value as it stands in an event. Only values are read, and never what they lead to, so that neither a cycle nor a large graph matters.
/// </summary>
internal sealed class ValueNode(int longest)
{
    const int MostElements = 256;

    /// <summary>What stands for a value that could not be read.</summary>
    static JsonObject Unreadable(Exception reason) => new() { ["unreadable"] = reason.GetType().Name };

    /// <summary>The value, read and written down; what fails is noted in its place, because the save is more important than its record.</summary>
    public JsonNode? Of(AuditedProperty property, Func<object?> read)
    {
        try
        {
            object? value = read();
            return value is null ? null : property.IsSecret ? SecretNames.Hidden : Bounded(Write(value, property, 0));
        }
        catch (Exception e)
        {
            return Unreadable(e);   // a property, a converter or a ToString of the application
        }
    }

    JsonNode? Write(object value, AuditedProperty? property, int depth)
    {
        switch (value)
        {
            case string text:
                return Text(text);
            case bool flag:
                return flag;
            case Enum name:
                return name.ToString();
            case byte or sbyte or short or ushort or int or uint:
                return JsonValue.Create(Convert.ToInt64(value, CultureInfo.InvariantCulture));
            case double number:
                return double.IsFinite(number) ? number : number.ToString(CultureInfo.InvariantCulture);
            case float number:
                return float.IsFinite(number)
                    ? double.Parse(number.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
                    : number.ToString(CultureInfo.InvariantCulture);
            case DateTime or DateTimeOffset or DateOnly or TimeOnly:
                return ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture);
            case TimeSpan span:
                return span.ToString("c", CultureInfo.InvariantCulture);
            case Guid id:
                return id.ToString("D");
            case byte[] bytes:
                return Digest(bytes);
            case ReadOnlyMemory<byte> bytes:
                return Digest(bytes.Span);
            case JsonDocument document:
                return Text(document.RootElement.GetRawText());
            case JsonElement element:
                return Text(element.GetRawText());
            case JsonNode node:
                return Text(node.ToJsonString());
            case IFormattable formattable:   // 64-bit integers and decimals among them, which a double does not hold
                return Text(formattable.ToString(null, CultureInfo.InvariantCulture));
            default:
                return property?.Converter?.ConvertToProvider(value) is { } converted ? Write(converted, null, depth) : Other(value, depth);
        }
    }

    JsonNode Other(object value, int depth)
    {
        if (value is IEnumerable elements && depth < 2)
        {
            JsonArray array = [];
            foreach (object? element in elements)
            {
                if (array.Count == MostElements)
                {
                    array.Add("…");
                    break;
                }

                array.Add(element is null ? null : Write(element, null, depth + 1));
            }

            return array;
        }

        return Text(value.ToString() ?? "");
    }

    /// <summary>Text that is too long by its length and hash; a lone surrogate, which is no text, becomes U+FFFD.</summary>
    JsonNode Text(string text)
    {
        if (text.Length > longest || Encoding.UTF8.GetByteCount(text) > longest)
        {
            return Digest(Encoding.UTF8.GetBytes(text));
        }

        return text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;
    }

    /// <summary>What is too long as a whole by its length and hash.</summary>
    public JsonNode? Bounded(JsonNode? node) => node is JsonArray && Encoding.UTF8.GetBytes(node.ToJsonString()) is var json && json.Length > longest ? Digest(json) : node;

    static JsonObject Digest(ReadOnlySpan<byte> bytes) => new() { ["length"] = bytes.Length, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
}
