namespace MetaLogging.Import;

/// <summary>How far an import is.</summary>
/// <param name="Phase">Where it is; bytes and lines begin anew with each.</param>
/// <param name="BytesRead">Bytes of the log as it is stored (packed, where it is) that were read.</param>
/// <param name="TotalBytes">How many there are; null where that can't be known.</param>
/// <param name="Lines">Lines read.</param>
/// <param name="Events">Events that are safe: recorded by this import, or there before.</param>
public readonly record struct ImportProgress(ImportPhase Phase, long BytesRead, long? TotalBytes, long Lines, long Events);
