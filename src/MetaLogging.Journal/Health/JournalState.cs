namespace MetaLogging.Journaling;

/// <summary>What a journal can do.</summary>
public enum JournalState
{
    /// <summary>All is well.</summary>
    Ready = 0,

    /// <summary>Writing goes on, but free space is below the watermark.</summary>
    LowOnSpace = 1,

    /// <summary>The disk is full: only the log's own events are taken, into the reserve.</summary>
    Full = 2,

    /// <summary>Some entries of sealed segments can't be read; writing goes on.</summary>
    Damaged = 3,

    /// <summary>Nothing can be written.</summary>
    ReadOnly = 4,
}
