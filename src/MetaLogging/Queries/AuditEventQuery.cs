namespace MetaLogging.Queries;

/// <summary>Asks for audit events. A trailing <c>*</c> in <see cref="Action"/> and <see cref="ResourceType"/> means a prefix.</summary>
public sealed record AuditEventQuery : EventQuery
{
    /// <summary>Who did it.</summary>
    public IReadOnlyList<string> UserId { get; init; } = [];

    /// <summary>The name of who did it.</summary>
    public IReadOnlyList<string> UserName { get; init; } = [];

    /// <summary>Who was really acting.</summary>
    public IReadOnlyList<string> OnBehalfOf { get; init; } = [];

    /// <summary>Whose data it was: one of the event's subject ids.</summary>
    public IReadOnlyList<string> SubjectId { get; init; } = [];

    /// <summary>What was done; a trailing <c>*</c> means a prefix.</summary>
    public IReadOnlyList<string> Action { get; init; } = [];

    /// <summary>The kind of resource; a trailing <c>*</c> means a prefix.</summary>
    public IReadOnlyList<string> ResourceType { get; init; } = [];

    /// <summary>The resource's id.</summary>
    public IReadOnlyList<string> ResourceId { get; init; } = [];

    /// <summary>Whether it was done.</summary>
    public bool? Success { get; init; }

    /// <summary>Whether it touched personal data.</summary>
    public bool? PrivacyImpact { get; init; }

    /// <summary>One of the event's categories of data.</summary>
    public IReadOnlyList<string> DataCategory { get; init; } = [];

    /// <summary>The address, in any spelling.</summary>
    public IReadOnlyList<string> IpAddress { get; init; } = [];

    /// <summary>Whether the trail's own events are shown, too. Default false.</summary>
    public bool Own { get; init; }
}
