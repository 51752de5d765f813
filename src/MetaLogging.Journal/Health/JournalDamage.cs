namespace MetaLogging.Journaling;

/// <summary>Entries that can't be read.</summary>
public sealed record JournalDamage(string File, long FirstSequence, long EndSequence, string Reason);
