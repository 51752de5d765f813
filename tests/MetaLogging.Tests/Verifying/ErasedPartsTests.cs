using CsCheck;
using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Verifying;

namespace MetaLogging.Tests.Verifying;

public sealed class ErasedPartsTests
{
    [Fact]
    public void What_is_left_is_what_no_later_order_asked_for() =>
        Gen.Select(Gen.Select(Gen.Int[0, 200_000], Gen.Int[1, 15]).Array[0, 60], Gen.Select(Gen.Int[0, 200_000], Gen.Int[0, 80_000], Gen.Int[1, 15]).Array[0, 5])
            .Sample((missing, orders) =>
            {
                SortedDictionary<long, EntryParts> left = [];
                ErasedParts erased = new();
                foreach ((int sequence, int parts) in missing)
                {
                    left[sequence] = left.GetValueOrDefault(sequence) | (EntryParts)parts;
                    erased.Add(sequence, (EntryParts)parts);
                }

                int all = left.Values.Sum(Count);
                foreach ((int from, int length, int parts) in orders)
                {
                    erased.Apply(new EraseOrder([new(from, from + length)], (EntryParts)parts, "test"));
                    foreach (long sequence in left.Keys.Where(sequence => sequence >= from && sequence < from + length).ToList())
                    {
                        left[sequence] &= ~(EntryParts)parts;
                    }
                }

                Assert.Equal(left.Where(one => one.Value != EntryParts.None).Select(one => (one.Key, one.Value)), erased.All());
                Assert.Equal(all - left.Values.Sum(Count), erased.OrderedParts);
                Assert.Equal(!erased.All().Any(), erased.IsEmpty);
            }, iter: 300);

    [Fact]
    public void An_order_over_everything_costs_no_more_than_what_is_missing()
    {
        ErasedParts erased = new();
        erased.Add(7, EntryParts.Actor);
        erased.Add(5_000_000_000, EntryParts.Client);
        erased.Apply(new EraseOrder([new(0, long.MaxValue)], EntryParts.Actor, "test"));
        Assert.Equal([(5_000_000_000, EntryParts.Client)], erased.All());
    }

    static int Count(EntryParts parts) => System.Numerics.BitOperations.PopCount((uint)parts);
}
