namespace MetaLogging.Stores;

/// <summary>The place of an event in the order of an answer.</summary>
/// <param name="TimestampNanoseconds">Nanoseconds since the epoch.</param>
/// <param name="Sequence">The sequence in its journal.</param>
public readonly record struct StorePosition(long TimestampNanoseconds, long Sequence);
