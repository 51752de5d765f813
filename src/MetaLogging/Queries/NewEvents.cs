using MetaLogging.Events;

namespace MetaLogging.Queries;

/// <summary>What came since a sequence.</summary>
/// <param name="Items">The events that the filters pick, in the order of their sequences.</param>
/// <param name="Next">The sequence from which on to ask next.</param>
internal sealed record NewEvents<T>(IReadOnlyList<Recorded<T>> Items, long Next)
    where T : TrailEvent;
