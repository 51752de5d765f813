using CsCheck;
using MetaLogging.Journaling.Merkle;

namespace MetaLogging.Journaling.Tests.Merkle;

public sealed class GrowingTreeTests
{
    [Fact]
    public void Whatever_is_added_at_once_its_root_is_that_of_the_specification_at_each_size() =>
        Gen.Int[0, 300].Array[0, 12].Sample(steps =>
        {
            List<byte> leaves = [];
            Dictionary<(int Height, long Index), TreeHash> made = [];
            GrowingTree tree = new((height, first, hashes) =>
            {
                for (int i = 0; i * TreeHash.Length < hashes.Length; i++)
                {
                    made.Add((height, first + i), TreeHash.Of(hashes[(i * TreeHash.Length)..]));
                }
            });
            Assert.Equal(TreeHash.Empty, tree.Root());
            foreach (int step in steps)
            {
                int before = leaves.Count;
                for (int i = 0; i < step; i++)
                {
                    leaves.AddRange(TreeHash.Leaf(BitConverter.GetBytes(before + i)).Bytes);
                }

                tree.Append([.. leaves[before..]]);
                int size = leaves.Count / TreeHash.Length;
                Assert.Equal(size, tree.Size);
                Assert.Equal(Plain([.. leaves]), tree.Root());
            }

            foreach (((int height, long index), TreeHash hash) in made)
            {
                int start = (int)(index << height) * TreeHash.Length;
                Assert.Equal(Plain([.. leaves[start..(start + (TreeHash.Length << height))]]), hash);
            }
        }, iter: 100);

    /// <summary>MTH of RFC 6962, section 2.1, word by word.</summary>
    static TreeHash Plain(byte[] leaves)
    {
        int count = leaves.Length / TreeHash.Length;
        if (count < 2)
        {
            return count == 0 ? TreeHash.Empty : TreeHash.Of(leaves);
        }

        int left = 1;
        while (left * 2 < count)
        {
            left *= 2;
        }

        return TreeHash.Node(Plain(leaves[..(left * TreeHash.Length)]), Plain(leaves[(left * TreeHash.Length)..]));
    }
}
