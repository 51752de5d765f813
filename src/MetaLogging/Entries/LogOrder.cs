namespace MetaLogging.Entries;

/// <summary>What the member <c>log</c> of an own event's fact orders or tells; journaled and flushed before it is done.</summary>
public abstract record LogOrder
{
    private protected LogOrder()
    {
    }
}
