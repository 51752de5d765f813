using System.Text.Json;
using MetaLogging.Exports;
using MetaLogging.Journaling.Notes;
using MetaLogging.Server.Output;
using MetaLogging.Server.Proofs;

namespace MetaLogging.Server.Exports;

/// <summary>What of an export is proven, for programs.</summary>
internal static class VerifiedExportJson
{
    public static void Write(VerifiedExport verified, DataOutput output) => ProvenJson.Write(output, writer =>
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
            ProvenJson.WriteSignature(writer, signature);
        }

        writer.WriteEndArray();
        WriteTexts(writer, "signatures_not_checked"u8, verified.Unchecked);
        WriteTexts(writer, "not_proven"u8, ["completeness"]);
        WriteTexts(writer, "not_signed"u8, [ExportFiles.Readme, ExportFiles.Description, ExportFiles.Keys]);
    });

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
