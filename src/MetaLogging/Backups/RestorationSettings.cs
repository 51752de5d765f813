namespace MetaLogging.Backups;

/// <summary>What is restored, and where to.</summary>
internal sealed record RestorationSettings
{
    /// <summary>The backup.</summary>
    public required string Backup { get; init; }

    /// <summary>Where the restored data folder will be: nothing, or an empty folder.</summary>
    public required string Target { get; init; }

    /// <summary>The origin under which it goes on; null: a name is made.</summary>
    public string? Origin { get; init; }

    /// <summary>A data folder of the same log, newer than the backup, whose erasures are done again; null: none.</summary>
    public string? ErasuresFrom { get; init; }

    /// <summary>The folder of the signing guard; empty: there is none.</summary>
    public required string GuardFolder { get; init; }

    /// <summary>Who restores, for the event that tells of it.</summary>
    public required string ActorId { get; init; }
}
