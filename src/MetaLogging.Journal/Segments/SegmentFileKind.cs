namespace MetaLogging.Journaling;

/// <summary>The three kinds of files of segments.</summary>
internal enum SegmentFileKind
{
    /// <summary>Frames, as they were written.</summary>
    Open = 1,

    /// <summary>The facts of a sealed segment; never rewritten.</summary>
    Facts = 2,

    /// <summary>The details of a sealed segment; rewritten by erasure.</summary>
    Details = 3,
}
