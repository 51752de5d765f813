using System.Text;

namespace MetaLogging.Journaling.Tests;

/// <summary>Things a test does not care about.</summary>
internal static class Some
{
    public static JournalOptions Options(int segmentSize = 64 << 10) =>
        new() { SegmentSize = segmentSize, ReserveSize = 4 << 10, Watermark = 0, LockWait = TimeSpan.FromSeconds(5) };

    public static byte[] Fact(long number) => Encoding.UTF8.GetBytes($$"""{"fact":{{number}}}""");

    public static byte[] Detail(long number, int length = 40) =>
        Encoding.UTF8.GetBytes($$"""{"detail":"{{number}}-{{new string((char)('a' + number % 26), length)}}"}""");

    /// <summary>Entries whose numbers are those from <paramref name="first"/> on.</summary>
    public static EntryBatch Batch(long first, int count = 1, int detailLength = 40, bool areOrders = false)
    {
        EntryBatch batch = new();
        for (int i = 0; i < count; i++)
        {
            batch.Add(Fact(first + i), Detail(first + i, detailLength), areOrders);
        }

        return batch;
    }

    public static Task<Journal> JournalAsync(TemporaryFolder folder, JournalOptions? options = null, Action<long,
        EntryBatch>? committed = null) =>
        Journal.OpenAsync(folder.Path, options ?? Options(), TimeProvider.System, null, committed, TestContext.Current.CancellationToken);

    /// <summary>Appends entries whose numbers are their sequences.</summary>
    public static async Task AppendAsync(Journal journal, int batches, int entriesEach = 1, int detailLength = 40)
    {
        for (int i = 0; i < batches; i++)
        {
            long next = journal.NextSequence;
            Assert.Equal(next, await journal.AppendAsync(Batch(next, entriesEach, detailLength)));
        }
    }

    /// <summary>All entries as text, read in pieces of a few bytes.</summary>
    public static async Task<List<(long Sequence, string Fact, string Detail)>> ReadAllAsync(Journal journal, int maxBytes = 1000)
    {
        List<(long, string, string)> all = [];
        for (long from = journal.FirstSequence; ;)
        {
            IReadOnlyList<JournalEntry> entries = await journal.ReadAsync(from, maxBytes);
            if (entries.Count == 0)
            {
                return all;
            }

            foreach (JournalEntry entry in entries)
            {
                Assert.Equal(from++, entry.Sequence);
                all.Add((entry.Sequence, Encoding.UTF8.GetString(entry.Fact.Span), Encoding.UTF8.GetString(entry.Detail.Span)));
            }
        }
    }

    public static (long Sequence, string Fact, string Detail) Entry(long number, int detailLength = 40) =>
        (number, Encoding.UTF8.GetString(Fact(number)), Encoding.UTF8.GetString(Detail(number, detailLength)));

    public static List<(long Sequence, string Fact, string Detail)> Entries(long from, long to, int detailLength = 40)
    {
        List<(long, string, string)> all = [];
        for (; from < to; from++)
        {
            all.Add(Entry(from, detailLength));
        }

        return all;
    }
}
