namespace MetaLogging.Journaling;

/// <summary>Entries are damaged.</summary>
public sealed class DamagedEntriesException(JournalDamage damage)
    : JournalException($"{damage.File} is damaged: {damage.Reason} Entries"
        + $" {damage.FirstSequence} to {damage.EndSequence - 1} can't be read.")
{
    /// <summary>What is damaged; reading can go on at its end.</summary>
    public JournalDamage Damage => damage;
}
