using MetaLogging.Events;

namespace MetaLogging.Extensions;

/// <summary>The answer to a log call: it says what happened and never throws for a bad event or a journal that is down.</summary>
/// <param name="Success">Whether the event is on the disk, flushed to the device.</param>
/// <param name="Message">What happened, in words; for a bad event every field that is wrong.</param>
/// <param name="Id">The event id; null when it was not recorded.</param>
/// <param name="Origin">The name of the journal that holds it; null when it was not recorded.</param>
/// <param name="Sequence">Its position there; null when it was not recorded.</param>
/// <param name="Assessment">What enrichment found about a failed login; null where nothing assesses.</param>
public sealed record LogResult(bool Success, string Message, Guid? Id, string? Origin, long? Sequence, Assessment? Assessment = null);
