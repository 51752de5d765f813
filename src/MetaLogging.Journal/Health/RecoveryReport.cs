namespace MetaLogging.Journaling;

/// <summary>What recovery found.</summary>
/// <param name="WasClean">Whether the journal was closed in order the last time.</param>
/// <param name="CutBytes">Bytes of a torn last frame that were cut (a copy is kept in DIR/aside); 0 when none.</param>
/// <param name="CutFile">The name of that copy; null when none.</param>
public sealed record RecoveryReport(bool WasClean, long CutBytes, string? CutFile);
