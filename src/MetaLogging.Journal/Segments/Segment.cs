namespace MetaLogging.Journaling;

/// <summary>A part of the journal in files of its own: from <see cref="First"/> up to <see cref="End"/>.</summary>
internal abstract class Segment(long first)
{
    int _uses = 1;

    public long First => first;

    /// <summary>The sequence behind the last.</summary>
    public abstract long End { get; }

    /// <summary>
    /// Adds entries from a sequence of this segment on, as long as the budget of bytes is positive; the last one may go over it.
    /// </summary>
    /// <exception cref="DamagedEntriesException">The next entry is damaged; those before it were added.</exception>
    public abstract void Read(long from, ref long budget, EntryContent content, List<JournalEntry> entries);

    /// <summary>Keeps its files open until <see cref="Release"/>; false when it was retired.</summary>
    public bool TryUse()
    {
        int uses = Volatile.Read(ref _uses);
        while (uses > 0)
        {
            int seen = Interlocked.CompareExchange(ref _uses, uses + 1, uses);
            if (seen == uses)
            {
                return true;
            }

            uses = seen;
        }

        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _uses) == 0)
        {
            CloseFiles();
        }
    }

    /// <summary>Ends its first use: it is no longer in the list.</summary>
    public void Retire() => Release();

    protected virtual void CloseFiles()
    {
    }

    /// <summary>Throws when the sequence lies in a range that is lost; answers where the next lost range begins.</summary>
    protected static long ThrowIfLost(IReadOnlyList<JournalDamage> lost, long sequence)
    {
        long end = long.MaxValue;
        foreach (JournalDamage range in lost)
        {
            if (sequence >= range.FirstSequence && sequence < range.EndSequence)
            {
                throw new DamagedEntriesException(range);
            }

            if (range.FirstSequence > sequence)
            {
                end = Math.Min(end, range.FirstSequence);
            }
        }

        return end;
    }
}
