using MetaLogging.Events;

namespace MetaLogging.Forwarding;

/// <summary>An event on its way to the server, as the journal of the queue has it.</summary>
/// <param name="Sequence">Its sequence there.</param>
/// <param name="Event">The event, with its id, timestamp and source.</param>
internal sealed record QueuedEvent(long Sequence, TrailEvent Event);
