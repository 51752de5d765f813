namespace MetaLogging.Import;

/// <summary>What a message of sshd tells.</summary>
internal enum SshdMessageKind : byte
{
    /// <summary>It is not known.</summary>
    Unknown = 0,

    /// <summary>It should tell of an attempt, and can't be read.</summary>
    Unreadable = 1,

    /// <summary>It tells of no attempt of its own.</summary>
    Passed = 2,

    /// <summary>sshd's <c>Failed …</c></summary>
    Failed = 3,

    /// <summary>sshd's <c>Accepted …</c></summary>
    Accepted = 4,

    /// <summary>PAM's <c>authentication failure</c>.</summary>
    PamFailure = 5,
}
