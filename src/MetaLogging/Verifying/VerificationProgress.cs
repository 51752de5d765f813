namespace MetaLogging.Verifying;

/// <summary>How far verifying is.</summary>
/// <param name="Entries">How many entries were checked.</param>
/// <param name="Bytes">How many bytes of files they are, about.</param>
/// <param name="TotalBytes">How many there are.</param>
internal readonly record struct VerificationProgress(long Entries, long Bytes, long TotalBytes);
