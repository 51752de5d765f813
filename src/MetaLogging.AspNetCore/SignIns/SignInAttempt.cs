namespace MetaLogging.AspNetCore.SignIns;

/// <summary>One attempt to sign in, while Identity's methods call each other.</summary>
internal sealed class SignInAttempt<TUser>
    where TUser : class
{
    /// <summary>How: <c>password</c>.</summary>
    public required string Method { get; init; }

    /// <summary>Why it fails where nothing else is known: <c>invalid_password</c>.</summary>
    public required string FailureReason { get; init; }

    /// <summary>The user name as it was typed.</summary>
    public string? Username { get; init; }

    /// <summary>The external provider.</summary>
    public string? Provider { get; init; }

    /// <summary>The user, once it is known.</summary>
    public TUser? User { get; set; }

    /// <summary>Whether the user was locked out before anything was looked at.</summary>
    public bool WasLockedOut { get; set; }
}
