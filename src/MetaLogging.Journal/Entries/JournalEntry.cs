namespace MetaLogging.Journaling;

/// <summary>
/// An entry as the journal keeps it. The journal knows only bytes: what a fact and a detail are is the business of those who write them.
/// </summary>
/// <param name="Sequence">The zero-based position in the journal.</param>
/// <param name="Fact">What is hashed into the tree and never rewritten. Empty where it was not asked for.</param>
/// <param name="Detail">What can be rewritten by erasure. Empty where it was not asked for.</param>
public readonly record struct JournalEntry(long Sequence, ReadOnlyMemory<byte> Fact, ReadOnlyMemory<byte> Detail);
