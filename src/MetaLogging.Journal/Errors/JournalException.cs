namespace MetaLogging.Journaling;

/// <summary>Something is wrong with the journal; the message says what, where, and what to do.</summary>
public class JournalException(string message, Exception? inner = null) : Exception(message, inner);
