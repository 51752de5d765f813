using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling.Notes;
using MetaLogging.Proving;
using MetaLogging.Server.Output;

namespace MetaLogging.Server.Proofs;

/// <summary>What is proven, for programs.</summary>
internal static class ProvenJson
{
    static readonly JsonWriterOptions Indented = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
        NewLine = "\n",
    };

    public static void Write(ProvenEntry proven, DataOutput output) => Write(output, writer =>
    {
        writer.WriteBoolean("proven"u8, true);
        writer.WriteString("origin"u8, proven.Tree.Origin);
        writer.WriteNumber("sequence"u8, proven.Sequence);
        writer.WriteNumber("size"u8, proven.Tree.Size);
        writer.WriteString("root"u8, proven.Tree.Root.ToString());
        writer.WriteStartArray("signatures"u8);
        foreach (CheckedSignature signature in proven.Signatures)
        {
            WriteSignature(writer, signature);
        }

        writer.WriteEndArray();
        WriteRaw(writer, "fact"u8, proven.Fact);
        if (proven.HasDetail)
        {
            WriteRaw(writer, "detail"u8, proven.Detail);
        }

        WriteParts(writer, "shown"u8, proven.Shown);
        WriteParts(writer, "hidden"u8, proven.Hidden);
        WriteParts(writer, "empty"u8, proven.Empty);
    });

    /// <summary>Writes why nothing is proven.</summary>
    public static void WriteRefusal(string reason, DataOutput output) => Write(output, writer =>
    {
        writer.WriteBoolean("proven"u8, false);
        writer.WriteString("reason"u8, reason);
    });

    /// <summary>Writes one object.</summary>
    public static void Write(DataOutput output, Action<Utf8JsonWriter> members)
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

    /// <summary>Writes who signed, as an object.</summary>
    public static void WriteSignature(Utf8JsonWriter writer, CheckedSignature signature)
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

    static void WriteRaw(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlyMemory<byte> json)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(json.Span, skipInputValidation: true);   // it is canonical
    }

    static void WriteParts(Utf8JsonWriter writer, ReadOnlySpan<byte> name, EntryParts parts)
    {
        writer.WriteStartArray(name);
        foreach (string part in PartNames.Of(parts))
        {
            writer.WriteStringValue(part);
        }

        writer.WriteEndArray();
    }
}
