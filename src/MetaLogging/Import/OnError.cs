namespace MetaLogging.Import;

/// <summary>What becomes of an import when a line is bad.</summary>
public enum OnError : byte
{
    /// <summary>It stops at the first one; what was recorded of the lines before stays.</summary>
    Stop = 0,

    /// <summary>It goes on without them, and lists them.</summary>
    Skip = 1,
}
