namespace MetaLogging.Journaling;

/// <summary>
/// Nothing can be written now: the folder is read-only, a flush failed and could not be mended, or the disk is full. Nothing of the
/// batch is kept.
/// </summary>
public sealed class JournalNotWritableException(string message, Exception? inner = null) : JournalException(message, inner);
