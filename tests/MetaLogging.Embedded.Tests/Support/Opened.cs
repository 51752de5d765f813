using MetaLogging.Entries;
using MetaLogging.Journaling;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.Embedded.Tests.Support;

/// <summary>Stores for tests, and what they are asked for most.</summary>
internal static class Opened
{
    public static EmbeddedStore New(TemporaryFolder folder, int rowsInMemory = 122_880) =>
        new(folder.Store, new EmbeddedStoreOptions { MemoryLimit = 128 << 20, Threads = 2 }, TimeProvider.System)
        {
            RowsInMemory = rowsInMemory,
        };

    /// <summary>Opens a store and gives it what it wants of the trail.</summary>
    public static async Task<EmbeddedStore> With(TemporaryFolder folder, Trail trail, int rowsInMemory = 122_880)
    {
        EmbeddedStore store = New(folder, rowsInMemory);
        await store.CatchUp(trail);
        return store;
    }

    /// <summary>Opens it and applies the rest of the trail, orders as orders; answers from where on it wanted entries.</summary>
    public static async Task<long> CatchUp(this EmbeddedStore store, Trail trail)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        long position = await store.OpenAsync(Trail.Origin, cancellationToken);
        EntryView view = new();
        List<JournalEntry> batch = [];
        foreach (JournalEntry entry in trail.Entries.Skip((int)position))
        {
            if (OrderIn(view, entry) is { } order)
            {
                await ApplyAsync();
                await store.ApplyAsync(entry, order, cancellationToken);
            }
            else
            {
                batch.Add(entry);
            }
        }

        await ApplyAsync();
        return position;

        async Task ApplyAsync()
        {
            if (batch.Count > 0)
            {
                await store.ApplyAsync(batch, cancellationToken);
                batch = [];
            }
        }
    }

    static LogOrder? OrderIn(EntryView view, JournalEntry entry)
    {
        try
        {
            view.Read(entry);
            return view.Order;
        }
        catch (EntryFormatException)
        {
            return null;   // the store is to find out by itself
        }
    }

    /// <summary>Gives entries as a run, in batches of a size; answers the sequence that the store wants next, however many it took.</summary>
    public static async Task<long> Follow(this EmbeddedStore store, IEnumerable<JournalEntry> entries, int batchSize) =>
        await store.ApplyAsync(entries.Chunk(batchSize).ToAsyncEnumerable(), TestContext.Current.CancellationToken);

    /// <summary>All that the store has of one kind, oldest first, as texts.</summary>
    public static async Task<string[]> ShowAll(this EmbeddedStore store, EventQuery query)
    {
        StorePage page = await store.QueryAsync(
            new(query with { Order = QueryOrder.OldestFirst }, int.MaxValue, null, long.MaxValue), TestContext.Current.CancellationToken);
        return [.. page.Items.Select(Shown.Of)];
    }

    /// <summary>All that the store has of all kinds, in the order of sequences.</summary>
    public static async Task<string[]> ShowAll(this EmbeddedStore store)
    {
        List<(long Sequence, string Text)> all = [];
        EventQuery[] queries = [new AuditEventQuery { Own = true }, new FailedLoginQuery(), new SystemEventQuery()];
        foreach (EventQuery query in queries)
        {
            StoreQuery whole = new(query, int.MaxValue, null, long.MaxValue);
            StorePage page = await store.QueryAsync(whole, TestContext.Current.CancellationToken);
            all.AddRange(page.Items.Select(item => (item.Sequence, Shown.Of(item))));
        }

        return [.. all.OrderBy(item => item.Sequence).Select(item => item.Text)];
    }

    public static string[] Shows(this Trail trail) => [.. trail.Events.Select(Shown.Of)];
}
