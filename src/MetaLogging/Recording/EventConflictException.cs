namespace MetaLogging.Recording;

/// <summary>The id was used before with other content; nothing is kept of the new one.</summary>
public sealed class EventConflictException(Guid id, IReadOnlyList<string> fields)
    : Exception($"The id {id} was used before with other content ({string.Join(", ", fields)} differ). Send the event with a new id, or unchanged.")
{
    /// <summary>The event id.</summary>
    public Guid Id => id;

    /// <summary>The fields that differ, never their values.</summary>
    public IReadOnlyList<string> Fields => fields;
}
