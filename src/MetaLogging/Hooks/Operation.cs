namespace MetaLogging.Hooks;

/// <summary>Something that an application is about to do, by name: <c>team.member.add</c>. A string is one, too.</summary>
/// <param name="Name">The name: 1 to 128 of <c>A-Z a-z 0-9 _ . : / { } + * # -</c>, words from the general to the special, apart by dots.</param>
public readonly record struct Operation(string Name)
{
    /// <summary>The kind of the resource, as a name. Left out: the name of the operation without its last word.</summary>
    public string? ResourceType { get; init; }

    /// <summary>The resource's id, where it is known before; <see cref="OperationContext.ResourceId"/> takes one that is known later.</summary>
    public string? ResourceId { get; init; }

    /// <summary>The arguments that hooks may see. The audit hooks record those whose names the settings allow, and secrets never.</summary>
    public IReadOnlyDictionary<string, object?>? Arguments { get; init; }

    /// <summary>Whether it touches personal data. Default false.</summary>
    public bool PrivacyImpact { get; init; }

    /// <summary>The categories of data it touches, as names.</summary>
    public IReadOnlyList<string>? DataCategories { get; init; }

    /// <summary>An operation of a name and nothing else.</summary>
    public static implicit operator Operation(string name) => new(name);

    /// <summary>An operation of a name and nothing else.</summary>
    public static Operation FromString(string name) => new(name);
}
