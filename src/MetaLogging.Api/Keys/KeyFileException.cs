namespace MetaLogging.Api.Keys;

/// <summary>The file of the API keys can't be read or written; the message says what to do.</summary>
public sealed class KeyFileException(string message, Exception? inner = null) : Exception(message, inner);
