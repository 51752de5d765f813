using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MetaLogging.Journaling.Merkle;

namespace MetaLogging.Journaling.Checkpoints;

/// <summary>
/// The checkpoints of a data folder: <c>DIR/checkpoint</c> is the newest one; <c>DIR/checkpoints.ndjson</c> keeps older ones, at most one a minute and those that
/// witnesses signed, each as a line <c>{"kept_at":…,"checkpoint":…}</c>.
/// </summary>
internal sealed class CheckpointFiles(IFileSystem files, JournalFolder folder)
{
    static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The newest one; null when there is none. Its signatures are not checked.</summary>
    /// <exception cref="NotProvenException">The file is not a checkpoint.</exception>
    public SignedCheckpoint? ReadNewest() => WholeFile.Read(files, folder.Checkpoint) is { } bytes ? SignedCheckpoint.Parse(bytes) : null;

    /// <summary>Replaces the newest one.</summary>
    public void Write(SignedCheckpoint checkpoint) => WholeFile.Replace(files, folder.Checkpoint, Encoding.UTF8.GetBytes(checkpoint.ToString()));

    /// <summary>Adds one to those that are kept.</summary>
    public void Keep(SignedCheckpoint checkpoint, DateTimeOffset now) => WholeFile.AddLine(files, folder.Checkpoints, Line(checkpoint, now));

    /// <summary>The last of those that are kept; null when there is none.</summary>
    /// <exception cref="NotProvenException">The line is not one.</exception>
    public SignedCheckpoint? ReadLastKept() => WholeFile.ReadLastLine(files, folder.Checkpoints) is not { } line ? null
        : TryParse(Encoding.UTF8.GetString(line), out string? note) ? SignedCheckpoint.Parse(note!)
        : throw new NotProvenException($"The last line of {folder.Checkpoints} is not a kept checkpoint.");

    /// <summary>The line by which a checkpoint is kept, here and in files of anchors.</summary>
    public static byte[] Line(SignedCheckpoint checkpoint, DateTimeOffset now)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter json = new(line, Plain))
        {
            json.WriteStartObject();
            json.WriteString("kept_at"u8, now.UtcDateTime);
            json.WriteString("checkpoint"u8, checkpoint.ToString());
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        return line.ToArray();
    }

    static bool TryParse(string line, out string? note)
    {
        note = null;
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            note = json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("checkpoint"u8, out JsonElement member)
                && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
        }
        catch (JsonException)
        {
            // Answered below.
        }

        return note is not null;
    }
}
