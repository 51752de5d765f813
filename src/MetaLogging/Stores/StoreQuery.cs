using MetaLogging.Queries;

namespace MetaLogging.Stores;

/// <summary>One page's question to a store. The cursor of the query has been read; the store does not look at it.</summary>
/// <param name="Filters">
/// The kind, the filters and the order; addresses are normalised, countries in upper case, values checked. Its <see cref="EventQuery.Limit"/> and
/// <see cref="EventQuery.Cursor"/> are not for the store.
/// </param>
/// <param name="Take">The most events to answer, at least 1.</param>
/// <param name="After">The last event of the page before: answer only what comes behind it in the order; null on the first page.</param>
/// <param name="Before">Answer only events of this journal with a sequence less than this one.</param>
public sealed record StoreQuery(EventQuery Filters, int Take, StorePosition? After, long Before)
{
    /// <summary>Answer only events of this journal with this sequence or a higher one. Default: all.</summary>
    public long From { get; init; }
}
