namespace MetaLogging.Verifying;

/// <summary>How far the comparison of a store is.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Done">How many entries were looked at.</param>
/// <param name="Total">How many there are.</param>
internal readonly record struct StoreProgress(string Store, long Done, long Total);
