namespace MetaLogging.Journaling.Verifying;

/// <summary>A run of entries that can be read. Different ones may be read at the same time.</summary>
internal abstract class PieceSource(long first, int count)
{
    public long First => first;

    public int Count => count;

    /// <summary>The segment whose files are read; null where there are none.</summary>
    public abstract SegmentContent? Content { get; }

    /// <summary>About how many bytes of files it stands for.</summary>
    public abstract long Bytes { get; }

    /// <summary>Reads the entries. What is damaged is among the piece's findings.</summary>
    public abstract void Load(JournalPiece piece);
}
