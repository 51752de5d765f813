namespace MetaLogging.Events;

/// <summary>A log line of a system.</summary>
public sealed record SystemEvent : TrailEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.SystemEvent;

    /// <summary>How much it matters.</summary>
    public required EventLevel Level { get; init; }

    /// <summary>The component that speaks, as a name: <c>authentication</c>.</summary>
    public required string Component { get; init; }

    /// <summary>What it says; not empty. Part of the content.</summary>
    public required string Message { get; init; }

    /// <summary>The id of the user it is about; at most 512 characters. Part of the actor.</summary>
    public string? UserId { get; init; }
}
