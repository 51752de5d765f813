namespace MetaLogging.Journaling;

/// <summary>A segment's file can't be read as a whole; the message is the reason in words, ending with a full stop.</summary>
internal sealed class UnreadableFileException(string reason) : JournalException(reason);
