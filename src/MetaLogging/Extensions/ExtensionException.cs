namespace MetaLogging.Extensions;

/// <summary>Extensions that do not fit together, or one that does not start.</summary>
public abstract class ExtensionException(string message, Exception? inner = null) : Exception(message, inner);
