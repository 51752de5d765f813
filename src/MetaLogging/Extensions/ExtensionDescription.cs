namespace MetaLogging.Extensions;

/// <summary>What an extension says of itself.</summary>
public sealed record ExtensionDescription
{
    /// <summary>Its name, by which others depend on it: 1 to 128 of <c>A-Z a-z 0-9 _ . -</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its version.</summary>
    public required Version Version { get; init; }

    /// <summary>What it is for, in a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>What it can do whenever it runs.</summary>
    public IReadOnlyList<string> Abilities { get; init; } = [];

    /// <summary>What it can do while something else is there; <see cref="Extension.FindMissingAsync"/> says whether.</summary>
    public IReadOnlyList<string> ConditionalAbilities { get; init; } = [];

    /// <summary>The extensions that must be there.</summary>
    public IReadOnlyList<ExtensionDependency> Dependencies { get; init; } = [];

    /// <summary>The packages that an application adds for it.</summary>
    public IReadOnlyList<PackageDependency> PackageDependencies { get; init; } = [];

    /// <summary>The variables it reads from the environment.</summary>
    public IReadOnlyList<EnvironmentVariable> EnvironmentVariables { get; init; } = [];

    /// <summary>The permissions that it asks of its users: <c>logging:read</c>.</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];
}
