using MetaLogging.Stores;

namespace MetaLogging.Embedded.Verifying;

/// <summary>Compares what the store set aside with the journal, as entries come in the order of their sequences.</summary>
internal sealed class SetAsideRanges(IReadOnlyList<SetAside> ranges, DifferenceList differences)
{
    int _at;

    /// <summary>Whether an entry, not before the last one asked for, was set aside.</summary>
    public bool Has(long sequence)
    {
        while (_at < ranges.Count && ranges[_at].EndSequence <= sequence)
        {
            _at++;
        }

        return _at < ranges.Count && ranges[_at].FirstSequence <= sequence;
    }

    /// <summary>Tells when the store should not have set an entry aside, or should have.</summary>
    /// <param name="sequence">The entry.</param>
    /// <param name="reason">Why it can't be a row; null when it can.</param>
    public void Compare(long sequence, string? reason)
    {
        bool isAside = Has(sequence);
        if (isAside && reason is null)
        {
            differences.Add(sequence, "set_aside", null, "the store set the entry aside, and the journal has it whole");
        }
        else if (!isAside && reason is not null)
        {
            differences.Add(sequence, "set_aside", null, "the entry can't be a row, and the store has not set it aside");
        }
        else if (isAside && ranges[_at].Reason != reason)
        {
            differences.Add(sequence, "set_aside", "reason", "differs");
        }
    }
}
