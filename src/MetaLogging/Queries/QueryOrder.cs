namespace MetaLogging.Queries;

/// <summary>The order of a query's answer, by timestamp and then by sequence.</summary>
public enum QueryOrder
{
    /// <summary>Newest first, the default.</summary>
    NewestFirst = 0,

    /// <summary>Oldest first: <c>order=asc</c>. The last page ends at the sequence that was current when the query began.</summary>
    OldestFirst = 1,
}
