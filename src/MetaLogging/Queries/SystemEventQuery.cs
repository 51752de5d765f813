using MetaLogging.Events;

namespace MetaLogging.Queries;

/// <summary>Asks for system events.</summary>
public sealed record SystemEventQuery : EventQuery
{
    /// <summary>The lowest level that is shown.</summary>
    public EventLevel? Level { get; init; }

    /// <summary>The component; a trailing <c>*</c> means a prefix.</summary>
    public IReadOnlyList<string> Component { get; init; } = [];

    /// <summary>The user it is about.</summary>
    public IReadOnlyList<string> UserId { get; init; } = [];
}
