namespace MetaLogging.Recording;

/// <summary>On whose behalf events are recorded: an API key, or the application itself.</summary>
/// <param name="Name">Its name; it stands in <c>recorded_by</c>.</param>
/// <param name="Source">The source of events that name none; a name.</param>
/// <param name="TenantId">The only tenant whose events it may record, and that of events that name none; null: any.</param>
internal sealed record Recorder(string Name, string Source, string? TenantId = null)
{
    /// <summary>Whether it may record <c>metalog.gap</c>: through the API programs hand on what a journal of theirs recorded, and what that one missed.</summary>
    public bool MayTellGaps { get; init; }
}
