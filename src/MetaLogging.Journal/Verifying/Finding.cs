namespace MetaLogging.Journaling.Verifying;

/// <summary>Something in a data folder that is not as it should be.</summary>
/// <param name="File">The file, from the data folder on.</param>
/// <param name="Sequence">The first sequence that is affected; where no entry is, the one at or before the place.</param>
/// <param name="Reason">What is wrong: a sentence that begins in lower case, with its full stop.</param>
internal sealed record Finding(string File, long Sequence, string Reason);
