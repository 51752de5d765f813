namespace MetaLogging.Journaling;

/// <summary>The blocks that were decompressed last, for reads that come back to them; thread-safe.</summary>
internal sealed class BlockCache
{
    const long Capacity = 8 << 20;

    readonly Lock _gate = new();
    readonly List<CachedBlock> _blocks = [];
    long _bytes;

    public byte[]? Find(string path, long generation, long first)
    {
        lock (_gate)
        {
            int at = _blocks.FindIndex(block => block.First == first && block.Generation == generation && block.Path == path);
            if (at < 0)
            {
                return null;
            }

            CachedBlock found = _blocks[at];
            _blocks.RemoveAt(at);
            _blocks.Add(found);
            return found.Raw;
        }
    }

    public void Add(string path, long generation, long first, byte[] raw)
    {
        lock (_gate)
        {
            _blocks.Add(new(path, generation, first, raw));
            for (_bytes += raw.Length; _bytes > Capacity && _blocks.Count > 1; _blocks.RemoveAt(0))
            {
                _bytes -= _blocks[0].Raw.Length;
            }
        }
    }

    /// <summary>Lets go of everything: what was erased must not be read again.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _blocks.Clear();
            _bytes = 0;
        }
    }

    sealed record CachedBlock(string Path, long Generation, long First, byte[] Raw);
}
