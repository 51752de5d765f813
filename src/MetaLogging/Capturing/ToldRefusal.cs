namespace MetaLogging.Capturing;

/// <summary>What stands in the items of a request that was refused, and whose refusal is an own event already: it is not told a second time.</summary>
internal static class ToldRefusal
{
    /// <summary>The key; its value does not matter.</summary>
    public static readonly object Key = new();
}
