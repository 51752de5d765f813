namespace MetaLogging.Import;

/// <summary>How a log is read.</summary>
public sealed record ImportOptions
{
    /// <summary>What the lines are.</summary>
    public required LogFormat Format { get; init; }

    /// <summary>
    /// The year of the first line whose time has none, 1970 to 2261; it is part of the ids of such lines. Left out: years are chosen so
    /// that nothing lies in the future, and the ids do without them.
    /// </summary>
    public int? Year { get; init; }

    /// <summary>
    /// The zone of times that name none. Default UTC. A time that occurs twice, when clocks are set back, is the first of the two; one that
    /// does not occur, when they are set forward, is read as if they had not been set.
    /// </summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>What becomes of a bad line. Default: the import stops there.</summary>
    public OnError OnError { get; init; }

    /// <summary>
    /// Take a last line that has no line end. Default: it waits for the next import, because it may still be being written.
    /// </summary>
    public bool Complete { get; init; }

    /// <summary>Tells now, for times without a year. Default: the system's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
