namespace MetaLogging.Numbers;

/// <summary>How many events fall to a name.</summary>
/// <param name="Name">The name: a category, an action, an actor or a day.</param>
/// <param name="Events">How many.</param>
public readonly record struct NamedCount(string Name, long Events);
