using System.Text;
using System.Text.Json;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Backups;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Recording;

namespace MetaLogging.Backups;

/// <summary>
/// What the signing guard remembers of a log beside its checkpoints, outside the data folder: the erasures that were ordered, and when the log was restored under
/// which origin, a line <c>{"restored":"…","from":"…","sequence":n}</c>.
/// </summary>
internal sealed class ErasureMemory
{
    readonly Dictionary<string, OriginHistory> _histories = [];
    readonly List<RememberedErasure> _erasures = [];

    ErasureMemory()
    {
    }

    public IReadOnlyList<RememberedErasure> Erasures => _erasures;

    /// <summary>Reads it; empty where there is none. A last line without a line end was torn by a crash and is passed over.</summary>
    /// <exception cref="JournalException">A line can't be understood: an erasure is never forgotten in silence.</exception>
    public static ErasureMemory Read(string guardFolder, Guid logId)
    {
        ErasureMemory memory = new();
        string path = SigningGuard.ErasuresOf(guardFolder, logId);
        string[] lines = Encoding.UTF8.GetString(WholeFile.Read(RealFiles.Instance, path) ?? []).Split('\n');
        for (int i = 0; i < lines.Length - 1; i++)
        {
            try
            {
                using JsonDocument line = JsonDocument.Parse(lines[i]);
                memory.Add(line.RootElement);
            }
            catch (Exception e) when (e is JsonException or FormatException)
            {
                throw new JournalException($"Line {i + 1} of {path} can't be understood, so it is not known what was erased. Put the right file back.", e);
            }
        }

        return memory;
    }

    /// <summary>Remembers that a log goes on under another origin, from a sequence on.</summary>
    public static void MarkRestored(string guardFolder, Guid logId, string from, string origin, long at)
    {
        RealFiles.Instance.CreateFolder(guardFolder);
        using MemoryStream line = new();
        using (Utf8JsonWriter json = new(line))
        {
            json.WriteStartObject();
            json.WriteString("restored"u8, origin);
            json.WriteString("from"u8, from);
            json.WriteNumber("sequence"u8, at);
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        WholeFile.AddLine(RealFiles.Instance, SigningGuard.ErasuresOf(guardFolder, logId), line.ToArray());
    }

    /// <summary>How an origin came to be, as far as it is known by this memory or by the history of a backup.</summary>
    public OriginHistory HistoryOf(string origin, OriginHistory backup) =>
        backup.Origins.Any(one => one.Origin == origin) ? backup.Until(origin)
        : _histories.TryGetValue(origin, out OriginHistory? known) ? known
        : OriginHistory.Of(origin);

    void Add(JsonElement line)
    {
        if (line.ValueKind == JsonValueKind.Object && line.TryGetProperty("restored"u8, out JsonElement restored))
        {
            string from = line.GetProperty("from"u8).GetString()!;
            OriginHistory before = _histories.TryGetValue(from, out OriginHistory? known) ? known : OriginHistory.Of(from);
            _histories[restored.GetString()!] = before.RestoredAs(restored.GetString()!, line.GetProperty("sequence"u8).GetInt64());
        }
        else
        {
            _erasures.Add(RememberedErasure.Read(line));
        }
    }
}
