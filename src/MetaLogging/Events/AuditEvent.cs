namespace MetaLogging.Events;

/// <summary>Who did what to which resource, with what outcome. Names match <c>[A-Za-z0-9_.:/{}+*#-]{1,128}</c>.</summary>
public sealed record AuditEvent : TrailEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.AuditEvent;

    /// <summary>What was done, as a name: <c>update_profile</c>. Names under <c>metalog.</c> are the trail's own and refused.</summary>
    public required string Action { get; init; }

    /// <summary>The kind of the resource, as a name: <c>user</c>.</summary>
    public required string ResourceType { get; init; }

    /// <summary>The resource's id; at most 512 characters. Part of the subject.</summary>
    public string? ResourceId { get; init; }

    /// <summary>The id of who did it; at most 512 characters. Part of the actor.</summary>
    public string? UserId { get; init; }

    /// <summary>The name of who did it, as it was then; at most 512 characters. Part of the actor.</summary>
    public string? UserName { get; init; }

    /// <summary>Who is really acting, where one acts for another; at most 512 characters. Part of the actor.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>The address it came from, IPv4 or IPv6. Part of the client.</summary>
    public string? IpAddress { get; init; }

    /// <summary>The user agent it came with. Part of the client.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Whether it was done. Default true.</summary>
    public bool Success { get; init; } = true;

    /// <summary>Why it failed, in words. Part of the content.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Whether it touched personal data. Default false.</summary>
    public bool PrivacyImpact { get; init; }

    /// <summary>The categories of data it touched, as names; at most 64.</summary>
    public IReadOnlyList<string> DataCategories { get; init; } = [];

    /// <summary>
    /// Whose data it was, where <see cref="ResourceId"/> does not say; at most 256 ids of at most 512 characters. Part of the subject.
    /// </summary>
    public IReadOnlyList<string> SubjectIds { get; init; } = [];

    /// <summary>The fields it changed. Part of the content.</summary>
    public IReadOnlyList<FieldChange> Changes { get; init; } = [];

    /// <summary>Whether this is the intent or the outcome of an operation; null: both in one.</summary>
    public OperationPhase? Phase { get; init; }

    /// <summary>What joins an intent with its outcome, as a name.</summary>
    public string? OperationId { get; init; }
}
