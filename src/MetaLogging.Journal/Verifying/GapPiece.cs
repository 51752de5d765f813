namespace MetaLogging.Journaling.Verifying;

/// <summary>Entries that are not there.</summary>
internal sealed class GapPiece(long first, int count, string file, bool isDropped) : PieceSource(first, count)
{
    const int Most = 64 << 10;

    public override SegmentContent? Content => null;

    public override long Bytes => 0;

    public override void Load(JournalPiece piece)
    {
        piece.Begin(First, Count, file, file);
        piece.IsDropped = isDropped;
    }

    /// <summary>All entries of a range.</summary>
    public static IEnumerable<PieceSource> Over(long from, long to, string file, bool isDropped)
    {
        for (; from < to; from += Most)
        {
            yield return new GapPiece(from, (int)Math.Min(Most, to - from), file, isDropped);
        }
    }
}
