namespace MetaLogging.Extensions;

/// <summary>How an extension is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Problem">What is wrong, in words; null: nothing.</param>
public sealed record ExtensionHealth(string Name, ExtensionState State, string? Problem);
