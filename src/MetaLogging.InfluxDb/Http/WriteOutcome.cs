namespace MetaLogging.InfluxDb.Http;

/// <summary>The classes of answers to a write, by what is to be done then.</summary>
internal enum WriteOutcome
{
    /// <summary>All points are stored.</summary>
    Stored,

    /// <summary>Points older than the retention policy were dropped, and the others stored.</summary>
    BeyondRetention,

    /// <summary>Not now: the same again, later.</summary>
    NotNow,

    /// <summary>The database, its name or the rights are not as they must be: a person has to mend that.</summary>
    SetUpWrongly,

    /// <summary>The body is too large.</summary>
    TooMuch,

    /// <summary>Some points, or all, are refused for what they are.</summary>
    Refused,
}
