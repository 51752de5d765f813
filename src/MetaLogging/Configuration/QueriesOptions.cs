namespace MetaLogging.Configuration;

/// <summary>How questions are answered: section <c>MetaLogging:Queries</c>.</summary>
public sealed class QueriesOptions
{
    /// <summary>
    /// The name of the store that answers: <c>embedded</c>, <c>influxdb</c>. It must be one that follows the journal. Null: the first one; of InfluxDB and
    /// the embedded store, InfluxDB.
    /// </summary>
    public string? Store { get; set; }
}
