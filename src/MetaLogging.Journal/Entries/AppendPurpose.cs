namespace MetaLogging.Journaling;

/// <summary>Who appends.</summary>
public enum AppendPurpose
{
    /// <summary>An event of a caller.</summary>
    Event = 0,

    /// <summary>One of the log's own events: it may use the reserve.</summary>
    Own = 1,
}
