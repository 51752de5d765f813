using MetaLogging.Configuration;

namespace MetaLogging.Server.Trails;

/// <summary>The settings with which the program opens a folder.</summary>
internal static class TrailSettings
{
    // A person who asks waits for a whole answer rather than taking half of one.
    static readonly TimeSpan LongestRead = TimeSpan.FromMinutes(10);

    public static MetaLoggingOptions Of(string directory, TimeSpan lockWait) => new()
    {
        DataDirectory = directory,
        ApplicationName = "metalog",
        ReadTimeBound = LongestRead,
        Journal = { LockWait = lockWait },
    };
}
