namespace MetaLogging.Configuration;

/// <summary>A witness that cosigns the log's checkpoints: an entry of <c>MetaLogging:Witnesses</c>.</summary>
public sealed class WitnessOptions
{
    /// <summary>Its address; <c>add-checkpoint</c> stands behind it (C2SP tlog-witness).</summary>
    public string Url { get; set; } = "";

    /// <summary>Its verifier key, <c>name+hash+key</c>: a signature of another key is not taken.</summary>
    public string Key { get; set; } = "";
}
