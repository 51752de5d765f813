namespace MetaLogging.Ids;

/// <summary>The newest ids, in memory: an open-addressed table of keys and sequences of a fixed capacity. Not thread-safe.</summary>
internal sealed class IdTable(long firstSequence)
{
    public const int Capacity = 1 << 16;
    const int Slots = Capacity * 2;
    readonly ulong[] _keys = new ulong[Slots];
    readonly uint[] _places = new uint[Slots];   // sequence − first + 1; 0: free

    public long FirstSequence { get; } = firstSequence;

    public long EndSequence { get; private set; } = firstSequence;

    public int Count { get; private set; }

    public bool IsFull => Count == Capacity;

    public void Add(ulong key, long sequence)
    {
        int slot = (int)(key & (Slots - 1));
        while (_places[slot] != 0)
        {
            slot = (slot + 1) & (Slots - 1);
        }

        _keys[slot] = key;
        _places[slot] = checked((uint)(sequence - FirstSequence + 1));
        Count++;
        EndSequence = sequence + 1;
    }

    /// <summary>Passes over a sequence that has no id to be found: its entry can't be read.</summary>
    public void Skip(long endSequence) => EndSequence = Math.Max(EndSequence, endSequence);

    public void Find(ulong key, List<long> sequences)
    {
        for (int slot = (int)(key & (Slots - 1)); _places[slot] != 0; slot = (slot + 1) & (Slots - 1))
        {
            if (_keys[slot] == key)
            {
                sequences.Add(FirstSequence + _places[slot] - 1);
            }
        }
    }

    /// <summary>All it holds, sorted by key.</summary>
    public (ulong[] Keys, uint[] Places) Sorted()
    {
        ulong[] keys = new ulong[Count];
        uint[] places = new uint[Count];
        int n = 0;
        for (int slot = 0; slot < Slots; slot++)
        {
            if (_places[slot] != 0)
            {
                keys[n] = _keys[slot];
                places[n++] = _places[slot] - 1;
            }
        }

        Array.Sort(keys, places);
        return (keys, places);
    }
}
