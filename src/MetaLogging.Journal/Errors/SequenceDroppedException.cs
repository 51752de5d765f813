namespace MetaLogging.Journaling;

/// <summary>The sequence is no longer kept.</summary>
public sealed class SequenceDroppedException(long sequence, long firstKept)
    : JournalException($"Sequence {sequence} is no longer kept; the first kept one is {firstKept}.")
{
    /// <summary>The first sequence that is kept.</summary>
    public long FirstKept => firstKept;
}
