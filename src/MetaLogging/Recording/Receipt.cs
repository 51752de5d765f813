using MetaLogging.Events;

namespace MetaLogging.Recording;

/// <summary>The acknowledgement of an event: it is on the disk, flushed to the device.</summary>
/// <param name="Id">The event id.</param>
/// <param name="Origin">The name of the journal that holds it.</param>
/// <param name="Sequence">Its position there.</param>
/// <param name="IsDuplicate">Whether it was there before; then the place is that of the first copy.</param>
/// <param name="Assessment">What enrichment found; null where nothing assesses.</param>
public sealed record Receipt(Guid Id, string Origin, long Sequence, bool IsDuplicate, Assessment? Assessment);
