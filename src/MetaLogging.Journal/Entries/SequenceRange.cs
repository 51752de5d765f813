namespace MetaLogging.Journaling;

/// <summary>A range of sequences: start inclusive, end exclusive.</summary>
/// <param name="From">The first sequence.</param>
/// <param name="To">The sequence behind the last.</param>
public readonly record struct SequenceRange(long From, long To);
