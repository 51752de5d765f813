using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using MetaLogging.Exports;
using MetaLogging.Journaling.Notes;
using MetaLogging.Server.Output;
using MetaLogging.Server.Proofs;

namespace MetaLogging.Server.Exports;

/// <summary>What of an export is proven, for programs.</summary>
internal static class VerifiedExportJson
{
    static readonly JsonWriterOptions Indented = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true, NewLine = "\n" };

    public static void Write(VerifiedExport verified, DataOutput output) => Write(output, writer =>
    {
        writer.WriteBoolean("proven"u8, true);
        writer.WriteString("origin"u8, verified.Tree.Origin);
        writer.WriteNumber("size"u8, verified.Tree.Size);
        writer.WriteString("root"u8, verified.Tree.Root.ToString());
        writer.WriteNumber("events"u8, verified.Events);
        writer.WriteNumber("erased"u8, verified.Erased);
        writer.WriteNumber("first_sequence"u8, verified.FirstSequence);
        writer.WriteNumber("last_sequence"u8, verified.LastSequence);
        writer.WriteStartArray("signatures"u8);
        foreach (CheckedSignature signature in verified.Signatures)
        {
            WriteSignature(writer, signature);
        }

        writer.WriteEndArray();
        WriteTexts(writer, "signatures_not_checked"u8, verified.Unchecked);
        WriteTexts(writer, "not_proven"u8, ["completeness"]);
        WriteTexts(writer, "not_signed"u8, [ExportFiles.Readme, ExportFiles.Description, ExportFiles.Keys]);
    });

    public static void WriteRefusal(string reason, DataOutput output) => Write(output, writer =>
    {
        writer.WriteBoolean("proven"u8, false);
        writer.WriteString("reason"u8, reason);
    });

    static void Write(DataOutput output, Action<Utf8JsonWriter> members)
    {
        ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json, Indented))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        output.WriteJson(json.WrittenSpan);
        output.WriteLine();
    }

    static void WriteSignature(Utf8JsonWriter writer, CheckedSignature signature)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, signature.Key.Name);
        writer.WriteString("key_id"u8, signature.Key.Id.ToString("x8", CultureInfo.InvariantCulture));
        writer.WriteString("by"u8, signature.Key.Type == NoteKeyType.Log ? "log"u8 : "witness"u8);
        if (signature.Time is { } time)
        {
            writer.WriteString("time"u8, ProvenText.Time(time));
        }

        writer.WriteEndObject();
    }

    static void WriteTexts(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
