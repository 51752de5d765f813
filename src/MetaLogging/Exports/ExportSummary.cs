namespace MetaLogging.Exports;

/// <summary>What an export holds.</summary>
/// <param name="Origin">The log.</param>
/// <param name="Size">The size of the tree.</param>
/// <param name="Events">How many events there are.</param>
/// <param name="Erased">Of how many of them something is erased.</param>
internal sealed record ExportSummary(string Origin, long Size, long Events, long Erased);
