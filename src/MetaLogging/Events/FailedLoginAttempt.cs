namespace MetaLogging.Events;

/// <summary>One failed authentication attempt, or <see cref="RepeatCount"/> equal ones.</summary>
public sealed record FailedLoginAttempt : TrailEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.FailedLogin;

    /// <summary>The user name as it was typed; at most 512 characters; empty: not known. Part of the actor.</summary>
    public required string Username { get; init; }

    /// <summary>The address it came from, IPv4 or IPv6; empty: not known. Part of the client.</summary>
    public required string IpAddress { get; init; }

    /// <summary>Why it failed, as a name: <c>invalid_password</c>.</summary>
    public required string FailureReason { get; init; }

    /// <summary>The user agent it came with. Part of the client.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The caller's running count, at least 0; never summed. Default 1.</summary>
    public int AttemptCount { get; init; } = 1;

    /// <summary>Whether the caller blocked it. Default false.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>The country it came from as the caller knows it: ISO 3166-1 alpha-2, kept in upper case.</summary>
    public string? Country { get; init; }

    /// <summary>The caller's own risk score, 0 to 1. Default 0.</summary>
    public double RiskScore { get; init; }

    /// <summary>How many attempts this one event stands for, at least 1; numbers sum it. Default 1.</summary>
    public int RepeatCount { get; init; } = 1;
}
