namespace MetaLogging.Json;

/// <summary>What is wrong with a text that should be a time.</summary>
internal enum TimestampProblem
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It is no RFC 3339 time.</summary>
    NotATime = 1,

    /// <summary>It is one, but for its zone.</summary>
    NoZone = 2,

    /// <summary>It has more than nine digits of a second.</summary>
    TooManyDigits = 3,
}
