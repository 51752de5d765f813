using System.Buffers;
using System.Text.Json.Nodes;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Exports;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Checkpoints;
using MetaLogging.Tests.Proving;

namespace MetaLogging.Tests.Exports;

/// <summary>A signed log in memory that exports are made of; parts of its details can be erased.</summary>
internal sealed class MemoryLog(SignedLog log) : IExportedLog, IDisposable
{
    public MemoryLog(params IReadOnlyList<TrailEvent> events)
        : this(new SignedLog(events))
    {
    }

    public SignedLog Signed => log;

    /// <summary>What is erased, by sequence.</summary>
    public Dictionary<long, EntryParts> Erased { get; } = [];

    /// <summary>When a witness signed the checkpoint; null: none did.</summary>
    public DateTimeOffset? Cosigned { get; init; }

    /// <summary>Called before each entry is read.</summary>
    public Action<long> BeforeReading { get; set; } = _ => { };

    /// <summary>Called with what is told of an export.</summary>
    public Action<JsonObject, long, long> Told { get; set; } = (_, _, _) => { };

    public int AtOnce { get; init; } = 1;

    /// <summary>The events as a store shows them.</summary>
    public IReadOnlyList<Recorded<TrailEvent>> Items => [.. log.Entries.Select(entry =>
    {
        EntryView view = new();
        view.Read(entry with { Detail = DetailOf(entry) });
        return view.ToRecorded(SignedLog.Origin);
    })];

    public IReadOnlyList<Match> Matches => [.. Items.Select(Match.Of)];

    public Task<SignedCheckpoint> CheckpointAsync(long sequence, CancellationToken cancellationToken) =>
        Task.FromResult(log.Prove(0, shown: null, Cosigned).Checkpoint);

    public async Task<ExportedEntry> ReadAsync(long sequence, long size, CancellationToken cancellationToken)
    {
        await Task.Yield();
        BeforeReading(sequence);
        JournalEntry entry = log.Entries[(int)sequence];
        return new(sequence, entry.Fact, DetailOf(entry), log.Prove((int)sequence, shown: null).Hashes);
    }

    public Task<ExportTold> TellAsync(JsonObject filters, long events, long size, CancellationToken cancellationToken)
    {
        Told(filters, events, size);
        return Task.FromResult(new ExportTold(size, "auditor", [log.Key]));
    }

    public void Dispose() => log.Dispose();

    ReadOnlyMemory<byte> DetailOf(JournalEntry entry)
    {
        ArrayBufferWriter<byte> erased = new();
        return DetailEraser.Erase(entry.Detail.Span, Erased.GetValueOrDefault(entry.Sequence), erased) ? erased.WrittenMemory : entry.Detail;
    }
}
