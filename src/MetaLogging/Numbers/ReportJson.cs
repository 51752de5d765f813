using System.Buffers;
using System.Text.Json;
using MetaLogging.Events;
using MetaLogging.Json;

namespace MetaLogging.Numbers;

/// <summary>
/// A privacy report as JSON: <c>{"success":true,"report":{…}}</c>, with <c>lag_seconds</c> beside them where the store is behind. Counts by
/// name are objects, in their order.
/// </summary>
internal static class ReportJson
{
    /// <summary>Writes it as one value.</summary>
    public static void Write(Utf8JsonWriter writer, PrivacyReport report)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("success"u8, true);
        writer.WriteStartObject("report"u8);
        writer.WriteNumber("period_days"u8, report.PeriodDays);
        writer.WriteNumber("privacy_events"u8, report.PrivacyEvents);
        writer.WriteStartArray("data_categories_accessed"u8);
        foreach (string category in report.DataCategoriesAccessed)
        {
            writer.WriteStringValue(category);
        }

        writer.WriteEndArray();
        writer.WriteNumber("users_affected"u8, report.UsersAffected);
        writer.WriteNumber("high_risk_operations"u8, report.HighRiskOperations);
        WriteEvents(writer, report.HighRiskEvents);
        writer.WriteNumber("total_events"u8, report.TotalEvents);
        writer.WriteNumber("own_events"u8, report.OwnEvents);
        WriteCounts(writer, "by_category"u8, report.ByCategory);
        WriteCounts(writer, "by_action"u8, report.ByAction);
        WriteCounts(writer, "by_actor"u8, report.ByActor);
        WriteCounts(writer, "by_day"u8, report.ByDay);
        writer.WriteEndObject();
        if (report.LagSeconds is { } lag)
        {
            writer.WriteNumber("lag_seconds"u8, lag);
        }

        writer.WriteEndObject();
    }

    /// <summary>The same as UTF-8.</summary>
    public static ReadOnlySpan<byte> ToUtf8(PrivacyReport report)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, NumbersJson.Spelling))
        {
            Write(writer, report);
        }

        return buffer.WrittenSpan;
    }

    static void WriteEvents(Utf8JsonWriter writer, IReadOnlyList<Recorded<AuditEvent>> events)
    {
        ArrayBufferWriter<byte> item = new();
        writer.WriteStartArray("high_risk_events"u8);
        foreach (Recorded<AuditEvent> one in events)
        {
            item.ResetWrittenCount();
            ItemWriter.Write(one, item);
            writer.WriteRawValue(item.WrittenSpan, skipInputValidation: true);
        }

        writer.WriteEndArray();
    }

    static void WriteCounts(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<NamedCount> counts)
    {
        writer.WriteStartObject(name);
        foreach (NamedCount count in counts)
        {
            writer.WriteNumber(count.Name, count.Events);
        }

        writer.WriteEndObject();
    }
}
