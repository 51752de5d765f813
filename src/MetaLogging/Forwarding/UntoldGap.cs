namespace MetaLogging.Forwarding;

/// <summary>Events that the server refused, as they will be told of.</summary>
/// <param name="Id">The id of the gap's event, made before it is recorded for the first time, so that a crash makes no second one.</param>
/// <param name="From">The timestamp of the earliest of them.</param>
/// <param name="To">The timestamp of the latest.</param>
/// <param name="Count">How many.</param>
/// <param name="Reason">Why.</param>
internal sealed record UntoldGap(Guid Id, DateTimeOffset From, DateTimeOffset To, long Count, string Reason);
