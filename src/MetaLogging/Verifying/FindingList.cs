using MetaLogging.Journaling.Verifying;

namespace MetaLogging.Verifying;

/// <summary>What was found: the first ones in the order of their sequences, and how many there are in all. Thread-safe.</summary>
internal sealed class FindingList
{
    /// <summary>How many are kept; the others are counted.</summary>
    public const int Most = 100;

    readonly Lock _gate = new();
    readonly SortedSet<Finding> _first = new(Comparer<Finding>.Create(Compare));
    long _count;

    /// <summary>How many there are.</summary>
    public long Count
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    /// <summary>The first ones.</summary>
    public IReadOnlyList<Finding> Listed
    {
        get
        {
            lock (_gate)
            {
                return [.. _first];
            }
        }
    }

    public void Add(string file, long sequence, string reason) => Add(new(file, sequence, reason));

    public void Add(Finding finding)
    {
        lock (_gate)
        {
            if (_first.Contains(finding))
            {
                return;   // a segment that was looked at twice
            }

            _count++;
            _first.Add(finding);
            if (_first.Count > Most)
            {
                _first.Remove(_first.Max!);
            }
        }
    }

    static int Compare(Finding a, Finding b)
    {
        // What is wrong with an entry comes before what only follows from it.
        int order = a.Sequence.CompareTo(b.Sequence);
        order = order != 0 ? order : IsOfJournal(b).CompareTo(IsOfJournal(a));
        order = order != 0 ? order : string.CompareOrdinal(a.File, b.File);
        return order != 0 ? order : string.CompareOrdinal(a.Reason, b.Reason);
    }

    static bool IsOfJournal(Finding finding) => finding.File.StartsWith("journal", StringComparison.Ordinal);
}
