namespace MetaLogging.Extensions;

/// <summary>An extension that another one needs is not there, or is of a version that will not do.</summary>
/// <param name="extension">The one that needs it.</param>
/// <param name="dependency">What it needs.</param>
/// <param name="found">The version that is there; null: there is none.</param>
public sealed class DependencyMissingException(string extension, ExtensionDependency dependency, Version? found) : ExtensionException(
    found is null
        ? $"The extension {extension} needs the extension {dependency?.Name}, and there is none of this name. Add it to the host."
        : $"The extension {extension} needs {dependency?.Name} {dependency?.Range}, and {dependency?.Name} {found} is there. Use a version within that range.")
{
    /// <summary>The one that needs it.</summary>
    public string Extension => extension;

    /// <summary>What it needs.</summary>
    public ExtensionDependency Dependency => dependency;
}
