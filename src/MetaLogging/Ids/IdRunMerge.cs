namespace MetaLogging.Ids;

/// <summary>Makes one run of several neighbouring ones, block by block, so that memory does not grow with them.</summary>
internal static class IdRunMerge
{
    public static IdRun Merge(string directory, IReadOnlyList<IdRun> runs, long seed)
    {
        long first = runs[0].Bounds.First;
        var heads = new PriorityQueue<Reader, ulong>(runs.Count);
        foreach (IdRun run in runs)
        {
            var reader = new Reader(run, (uint)(run.Bounds.First - first));
            if (reader.MoveNext())
            {
                heads.Enqueue(reader, reader.Key);
            }
        }

        using var writer = new IdRunWriter(directory, first, runs[^1].Bounds.End, runs.Sum(run => run.Bounds.Count), seed);
        while (heads.TryPeek(out Reader? head, out _))
        {
            writer.Add(head.Key, head.Place);
            if (head.MoveNext())
            {
                heads.DequeueEnqueue(head, head.Key);
            }
            else
            {
                heads.Dequeue();
            }
        }

        return writer.Finish();
    }

    /// <summary>Reads the keys of a run in order.</summary>
    sealed class Reader(IdRun run, uint shift)
    {
        readonly byte[] _block = new byte[IdRun.BlockLength];
        int _nextBlock;
        int _index = -1;
        int _count;

        public ulong Key { get; private set; }

        public uint Place { get; private set; }

        public bool MoveNext()
        {
            if (++_index >= _count)
            {
                if (_nextBlock == run.Bounds.Blocks)
                {
                    return false;
                }

                _count = run.ReadBlock(_nextBlock++, _block);
                _index = 0;
            }

            Key = IdRun.KeyAt(_block, _index);
            Place = IdRun.PlaceAt(_block, _index) + shift;
            return true;
        }
    }
}
