namespace MetaLogging.Stores;

/// <summary>How far a store is with being built again.</summary>
/// <param name="Done">How many entries it has.</param>
/// <param name="Total">How many the journal has.</param>
public readonly record struct RebuildProgress(long Done, long Total);
