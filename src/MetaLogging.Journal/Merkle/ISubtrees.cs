namespace MetaLogging.Journaling.Merkle;

/// <summary>Where the hashes of full subtrees come from: tiles on disk, tiles over HTTP, or entries.</summary>
internal interface ISubtrees
{
    /// <summary>The hash over the 2^<paramref name="height"/> entries from <paramref name="index"/> × 2^<paramref name="height"/> on.</summary>
    TreeHash Subtree(int height, long index);
}
