namespace MetaLogging.Extensions;

/// <summary>A package that an application adds for an extension.</summary>
/// <param name="Name">Its name in the registry.</param>
/// <param name="For">What it is needed for, in words.</param>
public sealed record PackageDependency(string Name, string For);
