namespace MetaLogging.Import;

/// <summary>A line that was not understood.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Reason">Why, as a sentence that begins with a verb; never holds the line's text.</param>
public readonly record struct UnplacedLine(long Line, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"line {Line}: {Reason}");
}
