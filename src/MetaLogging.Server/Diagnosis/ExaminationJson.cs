using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using MetaLogging.Configuration;
using MetaLogging.Server.Output;

namespace MetaLogging.Server.Diagnosis;

/// <summary>What was found, for programs.</summary>
internal static class ExaminationJson
{
    static readonly JsonWriterOptions Indented = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
        NewLine = "\n",
    };

    public static void Write(Examination found, DataOutput output)
    {
        ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json, Indented))
        {
            writer.WriteStartObject();
            writer.WriteString("data"u8, found.Folder);
            WriteJournal(writer, found);
            writer.WriteStartArray("stores"u8);
            foreach (StoreFinding store in found.Stores)
            {
                WriteStore(writer, store);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("issues"u8);
            foreach (ConfigurationIssue issue in found.Issues)
            {
                WriteIssue(writer, issue);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        output.WriteJson(json.WrittenSpan);
        output.WriteLine();
    }

    static void WriteJournal(Utf8JsonWriter writer, Examination found)
    {
        if (found.Journal is not { } journal)
        {
            writer.WriteNull("journal"u8);
            return;
        }

        writer.WriteStartObject("journal"u8);
        writer.WriteString("state"u8, JsonNamingPolicy.SnakeCaseLower.ConvertName(journal.State.ToString()));
        writer.WriteNumber("next_sequence"u8, found.NextSequence);
        writer.WriteNumber("free_bytes"u8, journal.FreeBytes);
        writer.WriteEndObject();
    }

    static void WriteStore(Utf8JsonWriter writer, StoreFinding store)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, store.Name);
        writer.WriteNumber("position"u8, store.Position);
        writer.WriteNumber("lag"u8, store.Lag);
        writer.WriteNumber("set_aside"u8, store.SetAside.Sum(range => range.EndSequence - range.FirstSequence));
        writer.WriteEndObject();
    }

    static void WriteIssue(Utf8JsonWriter writer, ConfigurationIssue issue)
    {
        writer.WriteStartObject();
        writer.WriteString("setting"u8, issue.Setting);
        writer.WriteString("severity"u8, issue.Severity == IssueSeverity.Error ? "error"u8 : "warning"u8);
        writer.WriteString("message"u8, issue.Message);
        writer.WriteString("remedy"u8, issue.Remedy);
        writer.WriteEndObject();
    }
}
