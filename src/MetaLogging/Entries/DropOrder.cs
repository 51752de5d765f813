namespace MetaLogging.Entries;

/// <summary><c>{"drop_before":n}</c>: whole old segments go; entries before <paramref name="Before"/> are no longer kept.</summary>
/// <param name="Before">The first sequence that is kept.</param>
public sealed record DropOrder(long Before) : LogOrder;
