namespace MetaLogging.Journaling.Checkpoints;

/// <summary>A checkpoint must not be signed: the tree is not the continuation of what was signed, or the keys are not there. The message says what to do.</summary>
internal sealed class SigningRefusedException(string reason, Exception? inner = null) : JournalException(reason, inner);
