using System.Buffers;
using System.Text.Json;

namespace MetaLogging.Numbers;

/// <summary>
/// A summary as JSON:
/// <c>{"hours":24,"audit_events":…,"failed_logins":…,"privacy_events":…,"system_events":…,"own_events":…,"status":"…"}</c>,
/// with null for counts that are not known, and <c>lag_seconds</c> where the store is behind.
/// </summary>
internal static class SummaryJson
{
    /// <summary>Writes it as one value.</summary>
    public static void Write(Utf8JsonWriter writer, AuditSummary summary)
    {
        writer.WriteStartObject();
        writer.WriteNumber("hours"u8, summary.Hours);
        WriteCount(writer, "audit_events"u8, summary.Counts?.AuditEvents);
        WriteCount(writer, "failed_logins"u8, summary.Counts?.FailedLogins);
        WriteCount(writer, "privacy_events"u8, summary.Counts?.PrivacyEvents);
        WriteCount(writer, "system_events"u8, summary.Counts?.SystemEvents);
        WriteCount(writer, "own_events"u8, summary.Counts?.OwnEvents);
        writer.WriteString("status"u8, summary.Status);
        if (summary.LagSeconds is { } lag)
        {
            writer.WriteNumber("lag_seconds"u8, lag);
        }

        writer.WriteEndObject();
    }

    /// <summary>The same as UTF-8.</summary>
    public static ReadOnlySpan<byte> ToUtf8(AuditSummary summary)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, NumbersJson.Spelling))
        {
            Write(writer, summary);
        }

        return buffer.WrittenSpan;
    }

    static void WriteCount(Utf8JsonWriter writer, ReadOnlySpan<byte> name, long? count)
    {
        if (count is { } known)
        {
            writer.WriteNumber(name, known);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
