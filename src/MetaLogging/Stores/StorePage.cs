using MetaLogging.Events;

namespace MetaLogging.Stores;

/// <summary>A store's answer.</summary>
/// <param name="Items">The events in the order asked for; each event is of the kind asked for.</param>
/// <param name="Total">How many the whole query has without <see cref="StoreQuery.After"/>, where that was asked for.</param>
public sealed record StorePage(IReadOnlyList<Recorded<TrailEvent>> Items, long? Total);
