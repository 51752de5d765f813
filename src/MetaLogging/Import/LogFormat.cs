namespace MetaLogging.Import;

/// <summary>What the lines of a log are.</summary>
public enum LogFormat : byte
{
    /// <summary>Lines of syslog, of which those of OpenSSH's server are read.</summary>
    Sshd = 0,

    /// <summary>One JSON object a line, of one of the three kinds by its member <c>kind</c>.</summary>
    Ndjson = 1,
}
