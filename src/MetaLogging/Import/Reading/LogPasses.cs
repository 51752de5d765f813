namespace MetaLogging.Import;

/// <summary>How often a log is read.</summary>
internal enum LogPasses : byte
{
    Once = 0,
    Several = 1,
}
