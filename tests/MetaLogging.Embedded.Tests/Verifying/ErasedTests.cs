using CsCheck;
using MetaLogging.Embedded.Tests.Support;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;
using MetaLogging.Stores;

namespace MetaLogging.Embedded.Tests.Verifying;

/// <summary>A store compared with a journal in which parts were erased and segments dropped, by orders that it has or has not come to.</summary>
public sealed class ErasedTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_erasures_and_drops_of_any_events_all_is_well() => await Gen
        .Select(Gen.Select(Gens.Event, Gens.Assessed).Array[8, 40], Gen.Int[1, 15], Gen.Int[1, 15], Gen.Int[0, 5], Gen.Bool)
        .SampleAsync(async (events, parts, more, drop, isRebuilt) =>
        {
            Trail trail = new();
            foreach ((TrailEvent what, Assessment? found) in events)
            {
                trail.Add(what, found);
            }

            trail.AddErasure((EntryParts)parts, new(0, 3), new(5, 8));
            trail.AddErasure((EntryParts)more, new SequenceRange(1, 6));
            trail.AddDrop(drop);
            List<JournalEntry> journal = [.. Journal(trail).Skip(drop)];
            using TemporaryFolder folder = isRebuilt ? await Rebuilt(trail, journal) : await Compared.StoreOf(trail);
            StoreComparison comparison = await folder.Compare(journal, trail.Next, batchSize: 3);
            Assert.Empty(comparison.Tell());
            Assert.Equal((0, 0), (comparison.NotYetErased, comparison.NotYetDropped));
            Assert.Equal(journal.Count, comparison.Rows);
        }, iter: 20, threads: 1);

    [Fact]
    public async Task Orders_that_the_store_has_not_come_to_are_told_and_are_no_difference()
    {
        Trail trail = Ten();
        using TemporaryFolder folder = await Compared.StoreOf(trail);
        trail.AddErasure(EntryParts.Actor, new SequenceRange(2, 5));
        trail.AddErasure(EntryParts.Client, new SequenceRange(4, 6));
        trail.AddDrop(1);
        StoreComparison comparison = await folder.Compare(Journal(trail).Skip(1), trail.Next);
        Assert.Empty(comparison.Tell());
        Assert.Equal((4, 1, 3), (comparison.NotYetErased, comparison.NotYetDropped, comparison.NotYetThere));
    }

    [Fact]
    public async Task Orders_that_only_the_store_has_come_to_are_no_difference()
    {
        Trail trail = Ten();
        trail.AddErasure(EntryParts.Actor, new SequenceRange(2, 5));
        trail.AddDrop(1);
        using TemporaryFolder folder = await Compared.StoreOf(trail);
        Assert.Empty((await folder.Compare(trail)).Tell());
    }

    [Fact]
    public async Task Text_that_came_back_is_named()
    {
        Trail trail = Ten();
        trail.AddErasure(EntryParts.Actor, new SequenceRange(2, 5));
        using TemporaryFolder folder = await Compared.StoreOf(trail);
        folder.Run("UPDATE audit_events SET user_id = 'alice' WHERE sequence = 3");
        Assert.Equal(["3 audit_events.user_id: differs"], (await folder.Compare(Journal(trail), trail.Next)).Tell());
        folder.Run("UPDATE audit_events SET erased = 0 WHERE sequence = 3");
        Assert.Equal(
            ["3 audit_events.erased: the journal has erased actor of it, and the row has it"],
            (await folder.Compare(Journal(trail), trail.Next)).Tell());
        folder.Run("UPDATE audit_events SET user_id = NULL WHERE sequence = 3");
        Assert.Equal(["3 audit_events.erased: differs"], (await folder.Compare(Journal(trail), trail.Next)).Tell());
    }

    [Fact]
    public async Task A_row_that_an_order_behind_the_position_does_not_name_is_compared_in_full()
    {
        Trail trail = Ten();
        using TemporaryFolder folder = await Compared.StoreOf(trail);
        trail.AddErasure(EntryParts.Actor, new SequenceRange(2, 5));
        folder.Run("UPDATE audit_events SET ip_address = 'x' WHERE sequence = 3", "UPDATE audit_events SET user_id = 'x' WHERE sequence = 6");
        StoreComparison comparison = await folder.Compare(Journal(trail), trail.Next);
        Assert.Equal(["3 audit_events.ip_address: differs", "6 audit_events.user_id: differs"], comparison.Tell());
        Assert.Equal(3, comparison.NotYetErased);
    }

    static Trail Ten()
    {
        Trail trail = new();
        for (int i = 0; i < 10; i++)
        {
            trail.Add(Trail.Audit() with { UserId = $"alice{i}", IpAddress = "192.0.2.1" });
        }

        return trail;
    }

    /// <summary>The entries as the journal has them when the orders among them are carried out.</summary>
    static List<JournalEntry> Journal(Trail trail)
    {
        List<JournalEntry> entries = [.. trail.Entries];
        EntryView view = new();
        foreach (JournalEntry entry in trail.Entries)
        {
            view.Read(entry);
            if (view.Order is not EraseOrder order)
            {
                continue;
            }

            foreach (SequenceRange range in order.Ranges)
            {
                for (int i = (int)range.From; i < range.To && i < entries.Count; i++)
                {
                    System.Buffers.ArrayBufferWriter<byte> detail = new();
                    bool isChanged = DetailEraser.Erase(entries[i].Detail.Span, order.Parts, detail);
                    entries[i] = isChanged ? entries[i] with { Detail = detail.WrittenMemory } : entries[i];
                }
            }
        }

        return entries;
    }

    static async Task<TemporaryFolder> Rebuilt(Trail trail, List<JournalEntry> journal)
    {
        TemporaryFolder folder = new();
        await using EmbeddedStore store = Opened.New(folder);
        await store.OpenAsync(Trail.Origin, Cancellation);
        if (journal[0].Sequence > 0)
        {
            await store.SkipAsync(new(0, journal[0].Sequence, "The journal no longer keeps it."), Cancellation);
        }

        await store.ApplyAsync(journal, Cancellation);
        Assert.Equal(trail.Next, journal[^1].Sequence + 1);
        return folder;
    }
}
