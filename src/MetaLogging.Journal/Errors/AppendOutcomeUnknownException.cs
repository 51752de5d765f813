namespace MetaLogging.Journaling;

/// <summary>The flush failed: whether the batch will be there is not known.</summary>
public sealed class AppendOutcomeUnknownException(string message, Exception? inner = null) : JournalException(message, inner);
