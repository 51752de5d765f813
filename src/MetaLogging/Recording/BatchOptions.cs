namespace MetaLogging.Recording;

/// <summary>What becomes of a batch in which not everything is new and right.</summary>
public sealed record BatchOptions
{
    /// <summary>All or nothing: one bad event refuses the batch.</summary>
    public static BatchOptions Strict { get; } = new();

    /// <summary>Go on without events that are wrong; they are listed. Default: the batch is refused.</summary>
    public bool SkipInvalid { get; init; }

    /// <summary>Count an event whose id is there with other content as a duplicate, as an import does. Default: it is wrong.</summary>
    public bool ConflictIsDuplicate { get; init; }
}
