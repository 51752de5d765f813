namespace MetaLogging.Stores;

/// <summary>The health of a store.</summary>
/// <param name="Name">Its name in settings.</param>
/// <param name="Title">Its name in sentences.</param>
/// <param name="Position">The sequence that it wants next; −1 while it is not open.</param>
/// <param name="Problem">What is wrong; null when all is well.</param>
public sealed record StoreHealth(string Name, string Title, long Position, string? Problem)
{
    /// <summary>
    /// How many of the journal's orders (erasures, drops, changes of key and clock) it has not come to; null while it is not open, as that is not known then.
    /// </summary>
    public int? PendingOrders { get; init; }
}
