namespace MetaLogging.Capturing;

/// <summary>Events of a source that could not be recorded.</summary>
/// <param name="Source">The source of events, as a name: <c>requests</c>, <c>logger</c>.</param>
/// <param name="Count">How many.</param>
/// <param name="From">When the first one was lost.</param>
/// <param name="To">When the last one was lost.</param>
/// <param name="Reason">Why the last one was lost, in words.</param>
internal sealed record CaptureLoss(string Source, long Count, DateTimeOffset From, DateTimeOffset To, string Reason);
