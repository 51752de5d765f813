namespace MetaLogging.Queries;

/// <summary>Asks for failed logins.</summary>
public sealed record FailedLoginQuery : EventQuery
{
    /// <summary>The user name as it was typed.</summary>
    public IReadOnlyList<string> Username { get; init; } = [];

    /// <summary>The address, in any spelling.</summary>
    public IReadOnlyList<string> IpAddress { get; init; } = [];

    /// <summary>Why it failed.</summary>
    public IReadOnlyList<string> FailureReason { get; init; } = [];

    /// <summary>Whether the caller blocked it.</summary>
    public bool? IsBlocked { get; init; }

    /// <summary>The least risk, 0 to 1: the higher of the caller's and the assessed one counts.</summary>
    public double? MinRiskScore { get; init; }

    /// <summary>The country, as the caller said or as it was assessed.</summary>
    public IReadOnlyList<string> Country { get; init; } = [];
}
