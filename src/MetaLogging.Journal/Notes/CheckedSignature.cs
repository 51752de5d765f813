namespace MetaLogging.Journaling.Notes;

/// <summary>A signature that holds.</summary>
/// <param name="Key">Whose it is.</param>
/// <param name="Time">When a witness made it, in seconds since 1970; null for a log's.</param>
internal sealed record CheckedSignature(VerifierKey Key, long? Time);
