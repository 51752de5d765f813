namespace MetaLogging.Api.Keys;

/// <summary>Who makes or revokes a key, for the event that tells of it.</summary>
/// <param name="Id">The caller's id, or the user of this machine.</param>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where it comes from; null: from this machine.</param>
internal sealed record KeyActor(string Id, string Name, string? Address);
