namespace MetaLogging.Api.Own;

/// <summary>How often the same was refused within a minute.</summary>
internal sealed class RefusalSum
{
    public long Count { get; set; }
}
