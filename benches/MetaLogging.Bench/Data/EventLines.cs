using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MetaLogging.Events;

namespace MetaLogging.Bench.Data;

/// <summary>The events as callers send them: a line of JSON for us, and a line of InfluxDB's line protocol.</summary>
internal static class EventLines
{
    const long NanosecondsPerSecond = 1_000_000_000;

    static readonly JsonEncodedText Kind = JsonEncodedText.Encode("audit_event");

    /// <summary>The mean length in bytes of an event as JSON.</summary>
    public static double JsonLength() => MeanLength(AppendJson);

    /// <summary>The mean length in bytes of an event as line protocol.</summary>
    public static double LineProtocolLength() => MeanLength((line, item) => AppendLineProtocol(line, item, 0));

    /// <summary>One JSON object with its kind, about 20 bytes longer than the same without.</summary>
    public static void AppendJson(ArrayBufferWriter<byte> line, AuditEvent e)
    {
        using Utf8JsonWriter json = new(line, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("kind"u8, Kind);
        json.WriteString("id"u8, e.Id!.Value);
        json.WriteString("timestamp"u8, e.Timestamp!.Value.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        json.WriteString("source"u8, e.Source);
        json.WriteString("action"u8, e.Action);
        json.WriteString("resource_type"u8, e.ResourceType);
        json.WriteString("resource_id"u8, e.ResourceId);
        json.WriteString("user_id"u8, e.UserId);
        json.WriteString("user_name"u8, e.UserName);
        json.WriteString("ip_address"u8, e.IpAddress);
        json.WriteString("user_agent"u8, e.UserAgent);
        json.WriteBoolean("success"u8, e.Success);
        json.WriteString("request_id"u8, e.RequestId);
        json.WritePropertyName("additional_data"u8);
        e.AdditionalData!.WriteTo(json);
        if (e.ErrorMessage is not null)
        {
            json.WriteString("error_message"u8, e.ErrorMessage);
        }

        if (e.PrivacyImpact)
        {
            json.WriteBoolean("privacy_impact"u8, true);
            json.WriteStartArray("data_categories"u8);
            foreach (string category in e.DataCategories)
            {
                json.WriteStringValue(category);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>One point with two tags, seven fields, and a time of its own: the event's second, and its number as nanoseconds.</summary>
    /// <param name="n">The event's number: points of one time and the same tags would be merged.</param>
    public static void AppendLineProtocol(ArrayBufferWriter<byte> line, AuditEvent e, long n)
    {
        long time = e.Timestamp!.Value.ToUnixTimeSeconds() * NanosecondsPerSecond + n % NanosecondsPerSecond;
        string success = e.Success ? "true" : "false";
        string data = e.AdditionalData!.ToJsonString().Replace("\"", "\\\"", StringComparison.Ordinal);
        string fields = $"user_id=\"{e.UserId}\",user_name=\"{e.UserName}\",resource_type=\"{e.ResourceType}\",resource_id=\"{e.ResourceId}\","
            + $"ip_address=\"{e.IpAddress}\",user_agent=\"{e.UserAgent}\",additional_data=\"{data}\"";
        string point = string.Create(CultureInfo.InvariantCulture, $"audit_events,action={e.Action},success={success} {fields} {time}");
        Encoding.UTF8.GetBytes(point, line);
    }

    static double MeanLength(Action<ArrayBufferWriter<byte>, AuditEvent> append)
    {
        const int Sample = 2000;
        ArrayBufferWriter<byte> lines = new();
        for (int n = 0; n < Sample; n++)
        {
            append(lines, GeneratedEvents.Event(n, Sample));
        }

        return lines.WrittenCount / (double)Sample;
    }
}
