namespace MetaLogging.Journaling;

/// <summary>The state of a journal.</summary>
/// <param name="State">What it can do.</param>
/// <param name="Reason">Why it can't do more, and what to do; null when all is well.</param>
/// <param name="Damage">What is damaged.</param>
/// <param name="FreeBytes">Free space on its disk.</param>
public sealed record JournalHealth(JournalState State, string? Reason, IReadOnlyList<JournalDamage> Damage, long FreeBytes);
