namespace MetaLogging.Journaling;

/// <summary>What is known of a sealed segment without reading its blocks.</summary>
/// <param name="FactsDamage">Why its facts can't be read; null when they can.</param>
/// <param name="DetailsDamage">Why its details can't be read; null when they can.</param>
/// <param name="Lost">Entries that were lost before it was sealed.</param>
/// <param name="AppliedOrder">The highest order that was applied to its details; -1 when none was.</param>
internal sealed record SealedState(JournalDamage? FactsDamage, JournalDamage? DetailsDamage, IReadOnlyList<JournalDamage> Lost,
    long AppliedOrder);
