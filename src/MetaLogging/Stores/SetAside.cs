namespace MetaLogging.Stores;

/// <summary>Entries that a store could not take.</summary>
/// <param name="FirstSequence">The first of them.</param>
/// <param name="EndSequence">The one behind the last.</param>
/// <param name="Reason">Why, without any of their text.</param>
public sealed record SetAside(long FirstSequence, long EndSequence, string Reason);
