using MetaLogging.Events;

namespace MetaLogging.EntityFrameworkCore.Statements;

/// <summary>A statement that is about to be executed.</summary>
/// <param name="Event">What is recorded of it.</param>
/// <param name="HasIntent">Whether an intent was recorded before.</param>
internal sealed record StatementInProgress(AuditEvent Event, bool HasIntent);
