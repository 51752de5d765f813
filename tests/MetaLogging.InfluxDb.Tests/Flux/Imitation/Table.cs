namespace MetaLogging.InfluxDb.Tests.Flux.Imitation;

/// <summary>A table of Flux.</summary>
/// <param name="key">The columns that are the same in all its rows.</param>
internal sealed class Table(SortedDictionary<string, object?> key)
{
    public SortedDictionary<string, object?> Key { get; } = key;

    /// <summary>Rows by the names of columns; a column that is not there is null.</summary>
    public List<Dictionary<string, object?>> Rows { get; init; } = [];

    /// <summary>What tells its key from others.</summary>
    public string Name => string.Join("\n", Key.Select(column => $"{column.Key}={column.Value?.GetType().Name}:{column.Value}"));

    /// <summary>The columns of all rows.</summary>
    public IReadOnlyList<string> Columns => [.. Rows.SelectMany(row => row.Keys).Concat(Key.Keys).Distinct()];
}
