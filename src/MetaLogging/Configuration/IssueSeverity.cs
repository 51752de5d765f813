namespace MetaLogging.Configuration;

/// <summary>How much a configuration issue matters. On the wire in lower case.</summary>
public enum IssueSeverity
{
    /// <summary>It works, but not as one would wish.</summary>
    Warning = 0,

    /// <summary>It does not work.</summary>
    Error = 1,
}
