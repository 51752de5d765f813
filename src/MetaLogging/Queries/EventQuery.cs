namespace MetaLogging.Queries;

/// <summary>
/// What is asked of a store; the filters of all three kinds. Filters of different names must all hold; of several values of one filter, one must.
/// </summary>
public abstract record EventQuery
{
    private protected EventQuery()
    {
    }

    /// <summary>The earliest timestamp, inclusive. Null: no bound.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>The latest timestamp, exclusive. Null: no bound.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>The application or host an event comes from.</summary>
    public IReadOnlyList<string> Source { get; init; } = [];

    /// <summary>The tenant.</summary>
    public IReadOnlyList<string> TenantId { get; init; } = [];

    /// <summary>The request id.</summary>
    public IReadOnlyList<string> RequestId { get; init; } = [];

    /// <summary>The trace id.</summary>
    public IReadOnlyList<string> TraceId { get; init; } = [];

    /// <summary>Text that stands, in any case of its letters, in message, error_message, additional_data or changes (the latter two as canonical JSON): at most 20 texts of 1 to 1,000 characters.</summary>
    public IReadOnlyList<string> Text { get; init; } = [];

    /// <summary>The most items of one page: 1 to 1000. Default 100.</summary>
    public int Limit { get; init; } = 100;

    /// <summary><see cref="Page{T}.NextCursor"/> of the page before, of the same query. Null: the first page.</summary>
    public string? Cursor { get; init; }

    /// <summary>The order, by timestamp and then by sequence. Default: newest first.</summary>
    public QueryOrder Order { get; init; } = QueryOrder.NewestFirst;

    /// <summary>Whether <see cref="Page{T}.Total"/> is to be counted.</summary>
    public bool IncludeTotal { get; init; }
}
