namespace MetaLogging.Journaling;

/// <summary>Another process holds the folder.</summary>
public sealed class JournalLockedException(string directory, int? processId, string? processName)
    : JournalException($"The folder {directory} is in use by process"
        + $" {processId?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "(unknown)"}"
        + $" ({processName ?? "name unknown"}). Stop it, or use another folder.")
{
    /// <summary>The data folder.</summary>
    public string Directory => directory;

    /// <summary>The process that holds it; null when it could not be read.</summary>
    public int? ProcessId => processId;

    /// <summary>The name of that process; null when it could not be read.</summary>
    public string? ProcessName => processName;
}
