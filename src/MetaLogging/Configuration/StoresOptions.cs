namespace MetaLogging.Configuration;

/// <summary>Which stores follow the journal: section <c>MetaLogging:Stores</c>.</summary>
public sealed class StoresOptions
{
    /// <summary>
    /// Whether the embedded store follows the journal also where the settings ask for another store, as InfluxDB's host does. Default false: then it
    /// is there only where no other one is asked for.
    /// </summary>
    public bool Embedded { get; set; }
}
