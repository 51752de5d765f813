namespace MetaLogging.Import;

/// <summary>Understands the lines of one format, one after another.</summary>
internal interface ILineInterpreter : IDisposable
{
    /// <summary>Says what a line is.</summary>
    /// <param name="line">The line without its end; not empty.</param>
    LineOutcome Read(ReadOnlySpan<byte> line);
}
