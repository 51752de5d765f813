namespace MetaLogging.Journaling.Merkle;

/// <summary>Something that should prove does not: it can't be read, is not signed by a known key, or does not hold. The message says why.</summary>
internal sealed class NotProvenException(string reason) : JournalException(reason);
