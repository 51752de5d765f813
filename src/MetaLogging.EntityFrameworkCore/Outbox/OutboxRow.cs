namespace MetaLogging.EntityFrameworkCore.Outbox;

/// <summary>An event on its way into the outbox.</summary>
/// <param name="Id">The id of the event.</param>
/// <param name="Payload">The event as JSON.</param>
internal readonly record struct OutboxRow(Guid Id, string Payload);
