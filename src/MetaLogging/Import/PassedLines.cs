namespace MetaLogging.Import;

/// <summary>Lines that were understood and are no events.</summary>
/// <param name="Reason">What they are, in words: <c>lines of other programs</c>.</param>
/// <param name="Lines">How many.</param>
public readonly record struct PassedLines(string Reason, long Lines);
