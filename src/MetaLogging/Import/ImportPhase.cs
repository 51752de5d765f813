namespace MetaLogging.Import;

/// <summary>Where an import is.</summary>
public enum ImportPhase : byte
{
    /// <summary>Looks through the whole log for what decides about all of its lines: years, and who tells of failures.</summary>
    Survey = 0,

    /// <summary>Reads and records.</summary>
    Record = 1,
}
