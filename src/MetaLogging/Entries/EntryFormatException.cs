namespace MetaLogging.Entries;

/// <summary>Bytes that are no entry that this version can read. The message names the member, never its value.</summary>
public sealed class EntryFormatException(string message, Exception? inner = null) : Exception(message, inner);
