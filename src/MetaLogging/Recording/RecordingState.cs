namespace MetaLogging.Recording;

/// <summary>What became of one event of a batch.</summary>
internal enum RecordingState : byte
{
    /// <summary>It is on the disk, or on its way there.</summary>
    Recorded = 0,

    /// <summary>It was there before.</summary>
    Duplicate,

    /// <summary>A field is wrong.</summary>
    Invalid,

    /// <summary>Its id was used before with other content.</summary>
    Conflict,
}
