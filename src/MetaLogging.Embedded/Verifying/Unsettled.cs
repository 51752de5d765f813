using MetaLogging.Embedded.Tables;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Stores;

namespace MetaLogging.Embedded.Verifying;

/// <summary>
/// What differs as it may while an order is carried out on one side and not yet on the other. The order stands behind the entries that it
/// is about, so this is settled at the end. Not thread-safe.
/// </summary>
/// <param name="position">The store's position: orders before it were carried out by the store.</param>
internal sealed class Unsettled(long position)
{
    readonly List<Case> _cases = [];
    readonly List<(bool IsByStore, EraseOrder Order)> _erasures = [];
    long _droppedByStore = long.MinValue;
    long _droppedLater = long.MinValue;

    enum Kind : byte
    {
        KeptText,
        MissingText,
        KeptRow,
        MissingRow,
    }

    /// <summary>Rows whose text is to be erased by orders at or behind the position.</summary>
    public long NotYetErased { get; private set; }

    /// <summary>Rows that are to be dropped by orders at or behind the position.</summary>
    public long NotYetDropped { get; private set; }

    /// <summary>The row has text of parts that are erased in the journal.</summary>
    public void AddKeptText(EventTable table, long sequence, EntryParts parts) => Add(Kind.KeptText, table, sequence, parts);

    /// <summary>The row has not the parts that the journal still has.</summary>
    public void AddMissingText(EventTable table, long sequence, EntryParts parts) => Add(Kind.MissingText, table, sequence, parts);

    /// <summary>The journal has no entry of the row.</summary>
    public void AddKeptRow(EventTable table, long sequence) => Add(Kind.KeptRow, table, sequence, EntryParts.All);

    /// <summary>The journal's entry has no row.</summary>
    public void AddMissingRow(EventTable table, long sequence) => Add(Kind.MissingRow, table, sequence, EntryParts.All);

    /// <summary>Takes an order of the journal.</summary>
    public void AddOrder(long sequence, LogOrder order)
    {
        bool isByStore = sequence < position;
        if (order is EraseOrder erase)
        {
            _erasures.Add((isByStore, erase));
        }
        else if (order is DropOrder drop)
        {
            ref long before = ref isByStore ? ref _droppedByStore : ref _droppedLater;
            before = Math.Max(before, drop.Before);
        }
    }

    /// <summary>Tells everything that no order explains.</summary>
    public void Settle(DifferenceList differences)
    {
        foreach (Case open in _cases)
        {
            switch (open.Kind)
            {
                case Kind.KeptText when IsErased(open, isByStore: false):
                    NotYetErased++;
                    break;
                case Kind.KeptRow when open.Sequence < _droppedLater:
                    NotYetDropped++;
                    break;
                case Kind.MissingText when IsErased(open, isByStore: true):
                case Kind.MissingRow when open.Sequence < _droppedByStore:
                    break;   // the journal is behind its own order, which it carries out when it is opened
                default:
                    Tell(open, differences);
                    break;
            }
        }

        _cases.Clear();
    }

    static void Tell(Case open, DifferenceList differences)
    {
        string table = EventTable.All[open.Table].Name;
        string parts = open.Parts.ToString().ToLowerInvariant();
        (string? column, string reason) = open.Kind switch
        {
            Kind.KeptText => ("erased", $"the journal has erased {parts} of it, and the row has it"),
            Kind.MissingText => ("erased", $"{parts} of it is blank, and the journal has ordered no such erasure"),
            Kind.KeptRow => ((string?)null, "a row too many: the journal has no such entry"),
            _ => (null, "the row is missing"),
        };
        differences.Add(open.Sequence, table, column, reason);
    }

    bool IsErased(Case open, bool isByStore)
    {
        EntryParts erased = EntryParts.None;
        foreach ((bool isOfStore, EraseOrder order) in _erasures)
        {
            if (isOfStore == isByStore && (order.Parts & open.Parts & ~erased) != 0 && Contains(order.Ranges, open.Sequence))
            {
                erased |= order.Parts;
            }
        }

        return (open.Parts & ~erased) == 0;
    }

    static bool Contains(IReadOnlyList<SequenceRange> ranges, long sequence)
    {
        int low = 0;
        int high = ranges.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (sequence < ranges[middle].From)
            {
                high = middle - 1;
            }
            else if (sequence >= ranges[middle].To)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    void Add(Kind kind, EventTable table, long sequence, EntryParts parts)
    {
        if (parts != EntryParts.None)
        {
            _cases.Add(new(sequence, kind, (byte)table.Kind, parts));
        }
    }

    readonly record struct Case(long Sequence, Kind Kind, byte Table, EntryParts Parts);
}
