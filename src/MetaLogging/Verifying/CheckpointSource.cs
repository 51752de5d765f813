namespace MetaLogging.Verifying;

/// <summary>Where a checkpoint comes from.</summary>
internal enum CheckpointSource
{
    /// <summary>The folder's newest.</summary>
    Newest,

    /// <summary>An older one that the folder keeps.</summary>
    Kept,

    /// <summary>The signing guard's.</summary>
    Guard,

    /// <summary>One that somebody kept and handed in.</summary>
    Given,

    /// <summary>One that was pushed elsewhere.</summary>
    Anchor,
}
