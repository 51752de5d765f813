namespace MetaLogging.Journaling;

/// <summary>There is no space for a file.</summary>
internal sealed class DiskFullException(string path, Exception? inner = null) : IOException($"There is no space left for {path}.", inner);
