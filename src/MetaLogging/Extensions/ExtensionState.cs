namespace MetaLogging.Extensions;

/// <summary>Where an extension is in its life.</summary>
public enum ExtensionState
{
    /// <summary>Its host has not started it yet.</summary>
    NotStarted,

    /// <summary>It is starting.</summary>
    Starting,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It could not start, or could not stop in order.</summary>
    Failed,

    /// <summary>It is stopped.</summary>
    Stopped,
}
