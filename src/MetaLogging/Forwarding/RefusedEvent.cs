namespace MetaLogging.Forwarding;

/// <summary>An event that the server refused.</summary>
/// <param name="Item">The event.</param>
/// <param name="Reason">Why, in the server's words; no value is among them.</param>
internal sealed record RefusedEvent(QueuedEvent Item, string Reason);
