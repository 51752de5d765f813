using CsCheck;
using MetaLogging.Journaling.Merkle;

namespace MetaLogging.Journaling.Tests.Tree;

public sealed class LeavesTests
{
    static readonly byte[] LongestDetail = new byte[EntryBatch.LongestDetail];

    [Fact]
    public void The_leaf_of_an_entry_is_the_hash_of_its_fact_alone() =>
        Gen.Select(Gen.Byte.Array[1, 300], Gen.Byte.Array[0, 100], Gen.Bool).Array[1, 40].Sample(entries => Check(entries), iter: 300, threads: 1);

    [Fact]
    public void So_it_is_for_orders_and_for_the_longest_facts_and_details()
    {
        byte[] longest = new byte[EntryBatch.LongestFact];
        Array.Fill(longest, (byte)'x');
        Check([(Some.Fact(1), LongestDetail, false), (longest, LongestDetail, true), (Some.Fact(2), [], true), (longest, LongestDetail[1..], false), (Some.Fact(3), [1], false)]);
    }

    static void Check((byte[] Fact, byte[] Detail, bool IsOrder)[] entries)
    {
        using EntryBatch batch = new();
        foreach ((byte[] fact, byte[] detail, bool isOrder) in entries)
        {
            batch.Add(fact, detail, isOrder);
        }

        byte[] before = batch.Bytes.ToArray();
        Assert.True(batch.Leaves.IsEmpty);
        batch.HashLeaves();
        Assert.Equal(entries.Length * TreeHash.Length, batch.Leaves.Length);
        for (int i = 0; i < entries.Length; i++)
        {
            Assert.Equal(TreeHash.Leaf(entries[i].Fact), TreeHash.Of(batch.Leaves[(i * TreeHash.Length)..]));
        }

        Assert.True(before.AsSpan().SequenceEqual(batch.Bytes.Span), "the batch was changed");
    }
}
