namespace MetaLogging.InfluxDb.Flux;

/// <summary>A row of an answer; valid until the next one is asked for.</summary>
/// <param name="columns">The columns' places by their names.</param>
/// <param name="defaults">What an empty cell of each means.</param>
/// <param name="cells">The cells.</param>
internal readonly struct FluxRow(IReadOnlyDictionary<string, int> columns, IReadOnlyList<string> defaults, IReadOnlyList<string> cells)
{
    /// <summary>The cell of a column as it was written; empty where the table has no such column.</summary>
    public string this[string column]
    {
        get
        {
            int place = columns.GetValueOrDefault(column, -1);
            return place < 0 ? "" : cells[place].Length > 0 || place >= defaults.Count ? cells[place] : defaults[place];
        }
    }
}
