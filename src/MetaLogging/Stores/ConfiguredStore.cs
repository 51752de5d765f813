namespace MetaLogging.Stores;

/// <summary>
/// A store of a package that was added, which is there only where the settings ask for it, and then takes the place of the embedded store. What a
/// container is given as <see cref="IEventStore"/> is always there.
/// </summary>
/// <param name="Name">Its name in settings.</param>
/// <param name="IsAskedFor">Whether the settings ask for it.</param>
/// <param name="Make">Makes it; whoever calls it disposes it.</param>
internal sealed record ConfiguredStore(string Name, bool IsAskedFor, Func<IEventStore> Make);
