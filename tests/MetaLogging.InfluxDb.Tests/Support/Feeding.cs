using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Queries;
using MetaLogging.Stores;

namespace MetaLogging.InfluxDb.Tests.Support;

/// <summary>What a projection does with a store, and what stores are asked for most.</summary>
internal static class Feeding
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens a store and gives it what it wants of the trail, orders as orders; answers from where on it wanted entries.</summary>
    public static async Task<long> CatchUp(this IEventStore store, Trail trail)
    {
        long position = await store.OpenAsync(Trail.Origin, Cancellation);
        await store.Apply(trail, position);
        return position;
    }

    /// <summary>Gives it the trail from a sequence on.</summary>
    public static async Task Apply(this IEventStore store, Trail trail, long from)
    {
        List<JournalEntry> batch = [];
        EntryView view = new();
        foreach (JournalEntry entry in trail.Entries.Skip((int)from))
        {
            if (OrderOf(view, entry) is { } order)
            {
                await store.ApplyAll(batch);
                await store.ApplyOrder(entry, order);
            }
            else
            {
                batch.Add(entry);
            }
        }

        await store.ApplyAll(batch);
    }

    /// <summary>
    /// Gives it the trail from a sequence on, again after each failure that passes, and opens it anew after each that does not; null: it is
    /// opened first.
    /// </summary>
    public static async Task Follow(this IEventStore store, Trail trail, long? from)
    {
        for (; ; )
        {
            try
            {
                from ??= await store.OpenAsync(Trail.Origin, Cancellation);
                await store.Apply(trail, from.Value);
                return;
            }
            catch (StoreException e)
            {
                from = e.IsTransient ? from : null;
                await Task.Delay(10, Cancellation);
            }
        }
    }

    /// <summary>All that the store has of all kinds, in the order of sequences.</summary>
    public static async Task<string[]> ShowAll(this IEventStore store)
    {
        List<Recorded<TrailEvent>> all = [];
        EventQuery[] queries = [new AuditEventQuery { Own = true }, new FailedLoginQuery(), new SystemEventQuery()];
        foreach (EventQuery query in queries)
        {
            all.AddRange(await store.Find(query));
        }

        return [.. all.OrderBy(item => item.Sequence).Select(Shown.Of)];
    }

    /// <summary>All that a question finds, as it comes.</summary>
    public static async Task<IReadOnlyList<Recorded<TrailEvent>>> Find(this IEventStore store, EventQuery query)
    {
        StorePage page = await store.QueryAsync(new(query, int.MaxValue, null, long.MaxValue), Cancellation);
        return page.Items;
    }

    public static string[] Shows(this Trail trail) => [.. trail.Events.Select(Shown.Of)];

    /// <summary>Gives it an order, again after each failure that passes.</summary>
    public static async Task ApplyOrder(this IEventStore store, JournalEntry entry, LogOrder order)
    {
        for (; ; )
        {
            try
            {
                await store.ApplyAsync(entry, order, Cancellation);
                return;
            }
            catch (StoreException e) when (e.IsTransient)
            {
                TestContext.Current.TestOutputHelper?.WriteLine(e.Message);
                await Task.Delay(10, Cancellation);
            }
        }
    }

    static async Task ApplyAll(this IEventStore store, List<JournalEntry> batch)
    {
        if (batch.Count % 2 == 1)
        {
            await store.ApplyAsync([.. batch], Cancellation);
        }
        else if (batch.Count > 0)
        {
            // As a projection does that is far behind.
            long end = batch[^1].Sequence + 1;
            for (long next = batch[0].Sequence; next < end;)
            {
                next = await store.ApplyAsync(
                    batch.Skip((int)(next - batch[0].Sequence)).Chunk(7).Select(some => (IReadOnlyList<JournalEntry>)some).ToAsyncEnumerable(), Cancellation);
            }
        }

        batch.Clear();
    }

    static LogOrder? OrderOf(EntryView view, JournalEntry entry)
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
}
