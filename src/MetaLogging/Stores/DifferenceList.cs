namespace MetaLogging.Stores;

/// <summary>Counts differences and keeps the first of them in the order of sequences. Not thread-safe.</summary>
internal sealed class DifferenceList
{
    /// <summary>The most differences that are kept.</summary>
    public const int Most = 1000;

    readonly List<StoreDifference> _kept = [];

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    public void Add(long? sequence, string? table, string? column, string reason) => Add(sequence, table, column, reason, 1);

    /// <summary>Adds one that stands for <paramref name="count"/>.</summary>
    public void Add(long? sequence, string? table, string? column, string reason, long count)
    {
        Count += count;
        _kept.Add(new(sequence, table, column, reason));
        if (_kept.Count >= 2 * Most)
        {
            Sort();
        }
    }

    /// <summary>The first <see cref="Most"/>; those without a sequence come first.</summary>
    public IReadOnlyList<StoreDifference> Take()
    {
        Sort();
        return _kept;
    }

    void Sort()
    {
        List<StoreDifference> ordered = [.. _kept.OrderBy(difference => difference.Sequence ?? long.MinValue).Take(Most)];
        _kept.Clear();
        _kept.AddRange(ordered);
    }
}
