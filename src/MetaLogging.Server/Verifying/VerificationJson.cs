using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using MetaLogging.Journaling.Verifying;
using MetaLogging.Server.Output;
using MetaLogging.Stores;
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

    public static void Write(string folder, VerificationReport report, ComparedStores stores, DataOutput output)
    {
        ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json, Indented))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("verified"u8, report.IsWhole && stores.IsSound);
            WriteNumber(writer, "first_affected"u8, FirstAffected(report, stores.Compared));
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
            WriteStores(writer, stores.Compared);
            WriteNotCompared(writer, stores.NotCompared);
            writer.WriteEndObject();
        }

        output.WriteJson(json.WrittenSpan);
        output.WriteLine();
    }

    static long? FirstAffected(VerificationReport report, IReadOnlyList<StoreComparison> stores) => stores
        .SelectMany(store => store.Differences).Select(difference => difference.Sequence)
        .Append(report.IsWhole ? null : report.Damage[0].Sequence).Min();

    static void WriteStores(Utf8JsonWriter writer, IReadOnlyList<StoreComparison> stores)
    {
        writer.WriteStartArray("stores"u8);
        foreach (StoreComparison store in stores)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, store.Name);
            writer.WriteBoolean("verified"u8, store.IsSound);
            writer.WriteBoolean("built"u8, store.IsBuilt);
            writer.WriteNumber("position"u8, store.Position);
            writer.WriteNumber("rows"u8, store.Rows);
            writer.WriteNumber("not_yet_there"u8, store.NotYetThere);
            writer.WriteNumber("not_yet_erased"u8, store.NotYetErased);
            writer.WriteNumber("not_yet_dropped"u8, store.NotYetDropped);
            writer.WriteNumber("set_aside"u8, store.SetAside.Sum(range => range.EndSequence - range.FirstSequence));
            writer.WriteNumber("difference_count"u8, store.DifferenceCount);
            writer.WriteStartArray("differences"u8);
            foreach (StoreDifference difference in store.Differences)
            {
                writer.WriteStartObject();
                WriteNumber(writer, "sequence"u8, difference.Sequence);
                writer.WriteString("table"u8, difference.Table);
                writer.WriteString("column"u8, difference.Column);
                writer.WriteString("reason"u8, difference.Reason);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    static void WriteNotCompared(Utf8JsonWriter writer, IReadOnlyList<string> names)
    {
        writer.WriteStartArray("stores_not_compared"u8);
        foreach (string name in names)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
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
