namespace MetaLogging.Journaling;

/// <summary>A segment in the middle that is not there.</summary>
internal sealed class MissingSegment(JournalDamage damage) : Segment(damage.FirstSequence)
{
    public override long End => damage.EndSequence;

    public override void Read(long from, ref long budget, EntryContent content, List<JournalEntry> entries) =>
        throw new DamagedEntriesException(damage);
}
