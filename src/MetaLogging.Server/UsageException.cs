namespace MetaLogging.Server;

/// <summary>The program was called wrongly, or with input that is not right; the message is a sentence that says what would be.</summary>
internal sealed class UsageException(string message) : Exception(message);
