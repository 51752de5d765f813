using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;

namespace MetaLogging.Embedded.Tests.Support;

/// <summary>Stands for the journal: makes entries of events, one sequence after the other, and knows what they read back as.</summary>
internal sealed class Trail
{
    public const string Origin = "example.org/trail";

    /// <summary>2026-01-01T00:00:00Z.</summary>
    public const long Epoch = 1_767_225_600_000_000_000;

    readonly EntryEncoder _encoder = new();

    public List<JournalEntry> Entries { get; } = [];

    /// <summary>What the store should answer for each entry that it can take.</summary>
    public List<Recorded<TrailEvent>> Events { get; } = [];

    public long Next => Entries.Count;

    public static AuditEvent Audit(string action = "update_profile") => new() { Action = action, ResourceType = "user" };

    public JournalEntry Add(TrailEvent what, Assessment? assessment = null, LogOrder? order = null)
    {
        long sequence = Next;
        Guid id = what.Id ?? Guid.CreateVersion7();
        long recordedAt = Epoch + (sequence * 1_000_000);
        TrailEvent stamped = what with
        {
            Id = id,
            TimestampNanoseconds = what.TimestampNanoseconds ?? recordedAt,
            Source = what.Source ?? "tests",
        };
        _encoder.Add(stamped, new EntryStamp(id, recordedAt, "trail", "tests") { Assessment = assessment, Order = order });
        using EntryBatch batch = _encoder.Complete();
        JournalEntry entry = new(sequence, batch.FactAt(0).ToArray(), batch.DetailAt(0).ToArray());
        Entries.Add(entry);
        Events.Add(new()
        {
            Event = stamped,
            Id = id,
            Origin = Origin,
            Sequence = sequence,
            RecordedAtNanoseconds = recordedAt,
            TimestampNanoseconds = stamped.TimestampNanoseconds!.Value,
            RecordedBy = "trail",
            IsOwn = stamped is AuditEvent audit && audit.Action.StartsWith("metalog.", StringComparison.Ordinal),
            Assessment = assessment ?? Assessment.None,
        });
        return entry;
    }

    /// <summary>Adds bytes that are no entry.</summary>
    public JournalEntry AddBroken(string fact)
    {
        JournalEntry entry = new(Next, System.Text.Encoding.UTF8.GetBytes(fact), default);
        Entries.Add(entry);
        return entry;
    }

    /// <summary>Adds the own event that orders an erasure, and erases in what is expected.</summary>
    public (JournalEntry Entry, EraseOrder Order) AddErasure(EntryParts parts, params SequenceRange[] ranges)
    {
        EraseOrder order = new(ranges, parts, "test");
        JournalEntry entry = Add(Audit("metalog.erase"), order: order);
        for (int i = 0; i < Events.Count; i++)
        {
            if (ranges.Any(range => Events[i].Sequence >= range.From && Events[i].Sequence < range.To))
            {
                Events[i] = Erasing.Of(Events[i], parts);
            }
        }

        return (entry, order);
    }

    /// <summary>
    /// Adds the own event that orders old entries to be dropped, and drops them from what is expected. As in a real trail, an order never
    /// reaches itself or what comes after it.
    /// </summary>
    public (JournalEntry Entry, DropOrder Order) AddDrop(long before)
    {
        DropOrder order = new(Math.Min(before, Next));
        JournalEntry entry = Add(Audit("metalog.retention"), order: order);
        Events.RemoveAll(item => item.Sequence < order.Before);
        return (entry, order);
    }
}
