namespace MetaLogging.Journaling.Verifying;

/// <summary>
/// A run of entries as they were read, some MiB at most unless an entry is longer. It is used again for the next run: whoever keeps bytes copies them.
/// </summary>
internal sealed class JournalPiece
{
    EntrySlice[] _facts = [];
    EntrySlice[] _details = [];
    bool[] _orders = [];
    readonly byte[][] _buffers = [[], [], []];

    /// <summary>The sequence of the first entry.</summary>
    public long First { get; private set; }

    public int Count { get; private set; }

    public long End => First + Count;

    /// <summary>Whether these entries are not there because the segments before the first one were dropped.</summary>
    public bool IsDropped { get; set; }

    /// <summary>The file the facts are in, from the data folder on.</summary>
    public string FactsFile { get; private set; } = "";

    /// <summary>The file the details are in.</summary>
    public string DetailsFile { get; private set; } = "";

    /// <summary>
    /// Holds the facts. The byte before each is zero: with it, the fact is what the tree hashes.
    /// </summary>
    public byte[] FactBytes { get; set; } = [];

    /// <summary>Holds the details; may be the same as that of the facts.</summary>
    public byte[] DetailBytes { get; set; } = [];

    /// <summary>Where each fact lies.</summary>
    public Span<EntrySlice> Facts => _facts.AsSpan(0, Count);

    /// <summary>Where each detail lies.</summary>
    public Span<EntrySlice> Details => _details.AsSpan(0, Count);

    /// <summary>Which entries are marked as orders.</summary>
    public Span<bool> Orders => _orders.AsSpan(0, Count);

    /// <summary>What is wrong with the blocks it was read from.</summary>
    public List<Finding> Findings { get; } = [];

    /// <summary>A buffer of its own, at least this long.</summary>
    public byte[] Buffer(int which, int length)
    {
        ref byte[] buffer = ref _buffers[which];
        if (buffer.Length < length)
        {
            buffer = GC.AllocateUninitializedArray<byte>(Math.Max(length, Math.Min(buffer.Length * 2, 8 << 20)));
        }

        return buffer;
    }

    /// <summary>Begins with a run of entries of which nothing is known yet.</summary>
    public void Begin(long first, int count, string factsFile, string detailsFile)
    {
        (First, Count, FactsFile, DetailsFile, IsDropped) = (first, count, factsFile, detailsFile, false);
        if (_facts.Length < count)
        {
            _facts = new EntrySlice[count];
            _details = new EntrySlice[count];
            _orders = new bool[count];
        }

        Facts.Fill(EntrySlice.Unreadable);
        Details.Fill(EntrySlice.Unreadable);
        Orders.Clear();
        Findings.Clear();
    }
}
