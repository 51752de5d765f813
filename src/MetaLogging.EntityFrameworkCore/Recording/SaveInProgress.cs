using MetaLogging.EntityFrameworkCore.Entities;
using MetaLogging.Events;
using Microsoft.EntityFrameworkCore.Storage;

namespace MetaLogging.EntityFrameworkCore.Recording;

/// <summary>A save that has begun.</summary>
/// <param name="Template">What its events have in common: who is acting, and the operation.</param>
/// <param name="ResourceType">The name of the context, for events of the save as a whole.</param>
/// <param name="Changes">What it does.</param>
/// <param name="Intents">The events that are recorded before it; none in most saves.</param>
internal sealed record SaveInProgress(AuditEvent Template, string ResourceType, IReadOnlyList<EntityChange> Changes, IReadOnlyList<AuditEvent> Intents)
{
    /// <summary>Whether an intent was recorded, so that an outcome must follow.</summary>
    public bool HasIntent => Intents.Count > 0;

    /// <summary>Whether it failed by a conflict, which is told already.</summary>
    public bool IsConflict { get; set; }

    /// <summary>The transaction that was begun for it, so that the outbox is written in it; null where there is one already, or no outbox.</summary>
    public IDbContextTransaction? OwnTransaction { get; set; }

    /// <summary>Takes the connection of the context's events off, where a failure is waited for.</summary>
    public Action? Unsubscribe { get; set; }
}
