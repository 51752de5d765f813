using MetaLogging.Stores;

namespace MetaLogging.Server.Diagnosis;

/// <summary>What was found about a store.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">Its name in sentences.</param>
/// <param name="Position">The sequence that it wants next.</param>
/// <param name="Lag">How many entries it still lacks.</param>
/// <param name="SetAside">What it could not take.</param>
internal sealed record StoreFinding(string Name, string Title, long Position, long Lag, IReadOnlyList<SetAside> SetAside);
