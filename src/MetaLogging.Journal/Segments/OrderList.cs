namespace MetaLogging.Journaling;

/// <summary>The sequences of the orders that are kept, ascending; thread-safe.</summary>
internal sealed class OrderList
{
    readonly Lock _gate = new();
    long[] _all = [];

    public IReadOnlyList<long> All => Volatile.Read(ref _all);

    public void Add(IEnumerable<long> sequences)
    {
        lock (_gate)
        {
            Volatile.Write(ref _all, [.. _all.Concat(sequences).Distinct().Order()]);
        }
    }

    public void RemoveBefore(long sequence)
    {
        lock (_gate)
        {
            Volatile.Write(ref _all, [.. _all.Where(order => order >= sequence)]);
        }
    }
}
