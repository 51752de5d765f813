using MetaLogging.Events;
using MetaLogging.Journaling;

namespace MetaLogging.Entries;

/// <summary><c>{"erase":[[from,to],…],"parts":[…],"rule":"…"}</c>: parts of details go, the facts stay.</summary>
/// <param name="Ranges">Ranges of sequences, start inclusive, end exclusive, ascending and apart; all before the order's own
/// sequence.</param>
/// <param name="Parts">The parts that go.</param>
/// <param name="Rule">The name of the rule that asks for it; never personal.</param>
public sealed record EraseOrder(IReadOnlyList<SequenceRange> Ranges, EntryParts Parts, string Rule) : LogOrder;
