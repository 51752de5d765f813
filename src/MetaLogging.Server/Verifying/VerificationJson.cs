using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using MetaLogging.Journaling.Verifying;
using MetaLogging.Server.Output;
using MetaLogging.Verifying;

namespace MetaLogging.Server.Verifying;

/// <summary>What verifying found, for programs.</summary>
internal static class VerificationJson
{
    static readonly JsonWriterOptions Indented = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
        NewLine = "\n",
    };

    public static void Write(string folder, VerificationReport report, DataOutput output)
    {
        ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json, Indented))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("verified"u8, report.IsWhole);
            WriteNumber(writer, "first_affected"u8, report.IsWhole ? null : report.Damage[0].Sequence);
            writer.WriteString("data"u8, folder);
            writer.WriteString("log_id"u8, report.LogId?.ToString());
            writer.WriteString("origin"u8, report.Origin);
            writer.WriteNumber("first_sequence"u8, report.FirstSequence);
            writer.WriteNumber("next_sequence"u8, report.NextSequence);
            writer.WriteNumber("entries"u8, report.Entries);
            writer.WriteNumber("segments"u8, report.Segments);
            writer.WriteNumber("bytes"u8, report.Bytes);
            writer.WriteNumber("erased_parts"u8, report.ErasedParts);
            writer.WriteNumber("checkpoints"u8, report.Checkpoints);
            WriteNumber(writer, "signed_to"u8, report.CoveredTo);
            writer.WriteNumber("after_last_checkpoint"u8, Math.Max(0, report.NextSequence - (report.CoveredTo ?? 0)));
            WriteNumber(writer, "checkpoint_to"u8, report.GivenTo);
            WriteNumber(writer, "guard_to"u8, report.GuardedTo);
            writer.WriteNumber("anchors"u8, report.Anchors);
            WriteNumber(writer, "anchored_to"u8, report.AnchoredTo);
            writer.WriteString("keys"u8, report.KeysAreTheFolders ? "folder"u8 : "given"u8);
            writer.WriteNumber("seconds"u8, Math.Round(report.Elapsed.TotalSeconds, 3));
            writer.WriteNumber("damage_count"u8, report.DamageCount);
            WriteFindings(writer, "damage"u8, report.Damage);
            WriteFindings(writer, "notes"u8, report.Notes);
            writer.WriteEndObject();
        }

        output.WriteJson(json.WrittenSpan);
        output.WriteLine();
    }

    static void WriteNumber(Utf8JsonWriter writer, ReadOnlySpan<byte> name, long? number)
    {
        if (number is { } value)
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    static void WriteFindings(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<Finding> findings)
    {
        writer.WriteStartArray(name);
        foreach (Finding finding in findings)
        {
            writer.WriteStartObject();
            writer.WriteNumber("sequence"u8, finding.Sequence);
            writer.WriteString("file"u8, finding.File);
            writer.WriteString("reason"u8, finding.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
