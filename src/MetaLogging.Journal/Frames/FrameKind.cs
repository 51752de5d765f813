namespace MetaLogging.Journaling;

/// <summary>What a frame holds.</summary>
internal enum FrameKind
{
    /// <summary>Entries of one group commit.</summary>
    Entries = 1,

    /// <summary>Nothing: the journal was closed in order here.</summary>
    CleanClose = 2,
}
