namespace MetaLogging.EntityFrameworkCore;

/// <summary>What is recorded of a statement that passes the change tracker by.</summary>
public enum StatementRecording
{
    /// <summary>Table, count of rows, and the text without parameters' values and with <c>?</c> for every literal.</summary>
    Text,

    /// <summary>Table, count of rows, and the SHA-256 of that text.</summary>
    Hash,

    /// <summary>Nothing.</summary>
    Off,
}
