using MetaLogging.Journaling;
using MetaLogging.Stores;

namespace MetaLogging;

/// <summary>The health of a trail.</summary>
/// <param name="Journal">Whether the journal can be written, and what of it is damaged.</param>
/// <param name="Stores">Each store.</param>
public sealed record TrailHealth(JournalHealth Journal, IReadOnlyList<StoreHealth> Stores);
