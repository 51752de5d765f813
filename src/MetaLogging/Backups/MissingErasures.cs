using MetaLogging.Entries;
using MetaLogging.Journaling;
using MetaLogging.Journaling.Backups;
using MetaLogging.Journaling.Verifying;
using MetaLogging.Recording;

namespace MetaLogging.Backups;

/// <summary>
/// Finds the erasures that were ordered since a backup was made, and what of the backup's entries they are about. Entries behind the place where two histories part are
/// others, though their sequences are the same.
/// </summary>
internal sealed class MissingErasures(OriginHistory history, BackupContents contents)
{
    readonly List<EraseOrder> _orders = [];
    readonly HashSet<string> _known = [];

    /// <summary>The orders, clipped to entries that the backup has, oldest first.</summary>
    public IReadOnlyList<EraseOrder> Orders => _orders;

    /// <summary>Takes those that the signing guard remembers.</summary>
    public void AddRemembered(ErasureMemory memory)
    {
        foreach (RememberedErasure erasure in memory.Erasures)
        {
            Add(erasure.Sequence, erasure.Order, memory.HistoryOf(erasure.Origin ?? contents.Origin, history));
        }
    }

    /// <summary>Takes those that the journal of another data folder of the same log has, as far as it can be read.</summary>
    /// <exception cref="JournalException">It is another log.</exception>
    public void AddOf(string directory)
    {
        JournalReader journal = new(directory);
        if (journal.LogId != contents.LogId)
        {
            throw new JournalException($"{directory} holds another log than the backup, so its erasures are about other entries.");
        }

        OriginHistory of = OriginHistory.Read(new JournalFolder(directory));
        EntryView view = new();
        foreach (JournalEntry entry in journal.ReadReadable().SelectMany(entries => entries).Where(MayOrder))
        {
            if (TryRead(view, entry) && view.Order is EraseOrder order)
            {
                Add(entry.Sequence, order, of);
            }
        }
    }

    void Add(long sequence, EraseOrder order, OriginHistory of)
    {
        long common = Math.Min(of.InCommonWith(history), contents.NextSequence);
        if (sequence < common)
        {
            return;   // the backup has the order itself
        }

        SequenceRange[] ranges =
        [
            .. order.Ranges.Select(range => new SequenceRange(Math.Max(range.From, contents.FirstSequence), Math.Min(range.To, common)))
                .Where(range => range.From < range.To),
        ];
        if (ranges.Length > 0 && _known.Add($"{order.Parts} {order.Rule} {string.Join(' ', ranges)}"))
        {
            _orders.Add(order with { Ranges = ranges });
        }
    }

    static bool MayOrder(JournalEntry entry) => entry.Fact.Span.IndexOf("\"log\":{\"erase\""u8) >= 0;

    static bool TryRead(EntryView view, JournalEntry entry)
    {
        try
        {
            view.Read(entry);
            return true;
        }
        catch (EntryFormatException)
        {
            return false;   // metalog verify names it
        }
    }
}
