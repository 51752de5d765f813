using MetaLogging.Journaling.Backups;

namespace MetaLogging.Backups;

/// <summary>What was restored.</summary>
internal sealed record RestorationReport
{
    /// <summary>What the backup held.</summary>
    public required BackupContents Backup { get; init; }

    /// <summary>The origin under which the log goes on.</summary>
    public required string Origin { get; init; }

    /// <summary>The key that checks it from now on.</summary>
    public required string VerifierKey { get; init; }

    /// <summary>The largest size of the old log that is known to have been signed; 0 when none is.</summary>
    public required long KnownSize { get; init; }

    /// <summary>How many erasures that were ordered since were done again.</summary>
    public required int Erasures { get; init; }

    /// <summary>How many entries are known to have been signed that the backup has not.</summary>
    public long Lost => Math.Max(0, KnownSize - Backup.NextSequence);
}
