using MetaLogging.Entries;
using MetaLogging.Events;
using MetaLogging.Journaling;

namespace MetaLogging.Verifying;

/// <summary>
/// The parts that are missing and that no order has asked for yet. Entries and orders are told in the order of their sequences, so that an order has to do with what was told before it, and with
/// nothing else. Takes half a byte an entry, and only where some are missing.
/// </summary>
internal sealed class ErasedParts
{
    const int PageBits = 16;
    const int PageSize = 1 << PageBits;

    readonly SortedDictionary<long, Page> _pages = [];

    /// <summary>How many parts are missing because an order asked for it.</summary>
    public long OrderedParts { get; private set; }

    /// <summary>Whether no part is missing without an order.</summary>
    public bool IsEmpty => _pages.Count == 0;

    public void Add(long sequence, EntryParts parts)
    {
        if (!_pages.TryGetValue(sequence >> PageBits, out Page? page))
        {
            _pages.Add(sequence >> PageBits, page = new());
        }

        page.Add((int)(sequence & (PageSize - 1)), parts);
    }

    /// <summary>Takes out what an order asked for.</summary>
    public void Apply(EraseOrder order)
    {
        foreach (SequenceRange range in order.Ranges)
        {
            foreach (long index in PagesOf(range))
            {
                Page page = _pages[index];
                long start = index << PageBits;
                OrderedParts += page.Take((int)Math.Max(0, range.From - start), (int)Math.Min(PageSize, range.To - start), order.Parts);
                if (page.Count == 0)
                {
                    _pages.Remove(index);
                }
            }
        }
    }

    /// <summary>What is left: entries with the parts that are missing, ascending.</summary>
    public IEnumerable<(long Sequence, EntryParts Parts)> All()
    {
        foreach ((long index, Page page) in _pages)
        {
            for (int at = 0; at < PageSize; at++)
            {
                if (page.At(at) is var parts and not EntryParts.None)
                {
                    yield return ((index << PageBits) + at, parts);
                }
            }
        }
    }

    List<long> PagesOf(SequenceRange range)
    {
        List<long> found = [];
        if (range.To <= range.From)
        {
            return found;
        }

        long first = range.From >> PageBits;
        long last = (range.To - 1) >> PageBits;
        if (last - first < _pages.Count)
        {
            for (long index = first; index <= last; index++)
            {
                if (_pages.ContainsKey(index))
                {
                    found.Add(index);
                }
            }
        }
        else
        {
            found.AddRange(_pages.Keys.Where(index => index >= first && index <= last));
        }

        return found;
    }

    sealed class Page
    {
        readonly byte[] _parts = new byte[PageSize / 2];

        /// <summary>How many parts are missing.</summary>
        public int Count { get; private set; }

        public EntryParts At(int place) => (EntryParts)((_parts[place / 2] >> (place % 2 * 4)) & 0xF);

        public void Add(int place, EntryParts parts) => Set(place, At(place) | parts);

        public int Take(int from, int to, EntryParts parts)
        {
            int before = Count;
            for (int place = from; place < to && Count > 0; place++)
            {
                if (_parts[place / 2] != 0)
                {
                    Set(place, At(place) & ~parts);
                }
            }

            return before - Count;
        }

        void Set(int place, EntryParts parts)
        {
            Count += System.Numerics.BitOperations.PopCount((uint)parts) - System.Numerics.BitOperations.PopCount((uint)At(place));
            int shift = place % 2 * 4;
            _parts[place / 2] = (byte)((_parts[place / 2] & ~(0xF << shift)) | ((int)parts << shift));
        }
    }
}
