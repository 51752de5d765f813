namespace MetaLogging.Stores;

/// <summary>One thing in a store that is not as the journal has it. It names places and never a value.</summary>
/// <param name="Sequence">The sequence of the entry; null where it is about more than one.</param>
/// <param name="Table">The table; null where it is about the whole store.</param>
/// <param name="Column">The column; null where it is about the row.</param>
/// <param name="Reason">What is wrong, as a part of a sentence.</param>
internal sealed record StoreDifference(long? Sequence, string? Table, string? Column, string Reason);
