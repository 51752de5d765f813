using System.Text;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;

namespace MetaLogging.Tests.Support;

/// <summary>Events as entries.</summary>
internal static class Encoded
{
    public const string RecordedBy = "tests/1";
    public const string DefaultSource = "tests";
    public const long RecordedAt = 1_793_000_000_123_456_789;

    public static EntryStamp Stamp() => new(Guid.CreateVersion7(), RecordedAt, RecordedBy, DefaultSource);

    public static JournalEntry Entry(TrailEvent item) => Entry(item, Stamp());

    public static JournalEntry Entry(TrailEvent item, EntryStamp stamp) => Entries([(item, stamp)])[0];

    public static JournalEntry[] Entries(IEnumerable<(TrailEvent Item, EntryStamp Stamp)> items)
    {
        var encoder = new EntryEncoder();
        foreach ((TrailEvent item, EntryStamp stamp) in items)
        {
            encoder.Add(item, stamp);
        }

        using EntryBatch batch = encoder.Complete();
        var entries = new JournalEntry[batch.Count];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = new JournalEntry(i, batch.FactAt(i).ToArray(), batch.DetailAt(i).ToArray());
        }

        return entries;
    }

    public static EntryView View(JournalEntry entry)
    {
        var view = new EntryView();
        view.Read(entry);
        return view;
    }

    public static string Fact(JournalEntry entry) => Encoding.UTF8.GetString(entry.Fact.Span);

    public static string Detail(JournalEntry entry) => Encoding.UTF8.GetString(entry.Detail.Span);
}
