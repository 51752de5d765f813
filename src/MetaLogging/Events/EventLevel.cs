namespace MetaLogging.Events;

/// <summary>The level of a <see cref="SystemEvent"/>, ordered by weight. On the wire in upper case; read in any case.</summary>
public enum EventLevel : byte
{
    /// <summary><c>DEBUG</c>.</summary>
    Debug = 0,

    /// <summary><c>INFO</c>.</summary>
    Info = 1,

    /// <summary><c>WARNING</c>.</summary>
    Warning = 2,

    /// <summary><c>ERROR</c>.</summary>
    Error = 3,

    /// <summary><c>CRITICAL</c>.</summary>
    Critical = 4,
}
