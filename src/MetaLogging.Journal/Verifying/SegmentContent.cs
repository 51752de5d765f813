namespace MetaLogging.Journaling.Verifying;

/// <summary>The open files of a segment. What is read by them stays as it is, also when the segment is sealed, rewritten or dropped meanwhile.</summary>
internal abstract class SegmentContent(long first) : IDisposable
{
    public long First => first;

    /// <summary>The sequence behind the last.</summary>
    public abstract long End { get; }

    /// <summary>The entries from one sequence up to another.</summary>
    public abstract IEnumerable<PieceSource> Pieces(long from, long to);

    public abstract void Dispose();
}
