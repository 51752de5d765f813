using MetaLogging.Api.Access;

namespace MetaLogging.Api.Own;

/// <summary>How often the same was refused within a minute.</summary>
internal sealed class RefusalSum
{
    /// <summary>Who it was, where that is known; null for those beyond what is told apart.</summary>
    public Caller? Caller { get; set; }

    /// <summary>How often.</summary>
    public long Count { get; set; }
}
