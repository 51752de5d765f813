namespace MetaLogging.Extensions;

/// <summary>Extensions depend on each other in a circle, so that none can be first.</summary>
/// <param name="circle">Their names, each needing the next and the last one the first.</param>
public sealed class DependencyCycleException(IReadOnlyList<string> circle) : ExtensionException(
    $"Extensions need each other in a circle: {string.Join(" needs ", [.. circle ?? [], circle?[0] ?? ""])}. Take one of these dependencies away.")
{
    /// <summary>Their names, each needing the next and the last one the first.</summary>
    public IReadOnlyList<string> Circle => circle;
}
