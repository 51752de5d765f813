namespace MetaLogging.Journaling;

/// <summary>The folder is of a newer format, or not a journal's.</summary>
public sealed class JournalFormatException(string message, Exception? inner = null) : JournalException(message, inner);
