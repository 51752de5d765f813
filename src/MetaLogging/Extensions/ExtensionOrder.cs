using MetaLogging.Validation;

namespace MetaLogging.Extensions;

/// <summary>Which extension comes after which: each after those that it needs, and otherwise as they were given.</summary>
internal static class ExtensionOrder
{
    /// <exception cref="ExtensionException">They do not fit together.</exception>
    public static IReadOnlyList<Extension> Of(IReadOnlyList<Extension> given)
    {
        Dictionary<string, Extension> named = [];
        foreach (Extension extension in given)
        {
            Check(extension.Description, extension);
            if (!named.TryAdd(extension.Description.Name, extension))
            {
                throw new ExtensionNameTakenException(
                    "extensions", extension.Description.Name, named[extension.Description.Name].GetType().Name, extension.GetType().Name);
            }
        }

        RequireOwnAbilities(given);
        RequireDependencies(named);
        List<Extension> ordered = [];
        List<string> open = [];
        foreach (Extension extension in given)
        {
            Add(extension, named, ordered, open);
        }

        return ordered;
    }

    static void Check(ExtensionDescription description, Extension extension)
    {
        if (description.Version is null)
        {
            throw new ArgumentException($"{extension.GetType().Name} describes no version.", nameof(extension));
        }

        foreach (string name in (string[])[description.Name, .. description.Abilities, .. description.ConditionalAbilities])
        {
            if (!NamePattern.IsName(name))
            {
                throw new ArgumentException($"{extension.GetType().Name} describes the name '{name}', which is none: use {NamePattern.Description}.", nameof(extension));
            }
        }
    }

    static void RequireOwnAbilities(IReadOnlyList<Extension> given)
    {
        Dictionary<string, string> owners = [];
        foreach (ExtensionDescription one in given.Select(extension => extension.Description))
        {
            foreach (string ability in one.Abilities.Concat(one.ConditionalAbilities))
            {
                if (!owners.TryAdd(ability, one.Name))
                {
                    throw new ExtensionNameTakenException("abilities", ability, owners[ability], one.Name);
                }
            }
        }
    }

    static void RequireDependencies(Dictionary<string, Extension> named)
    {
        foreach (Extension extension in named.Values)
        {
            foreach (ExtensionDependency needed in extension.Description.Dependencies)
            {
                Version? found = named.GetValueOrDefault(needed.Name)?.Description.Version;
                if (found is null || !needed.Allows(found))
                {
                    throw new DependencyMissingException(extension.Description.Name, needed, found);
                }
            }
        }
    }

    static void Add(Extension extension, Dictionary<string, Extension> named, List<Extension> ordered, List<string> open)
    {
        string name = extension.Description.Name;
        if (ordered.Contains(extension))
        {
            return;
        }

        int begun = open.IndexOf(name);
        if (begun >= 0)
        {
            throw new DependencyCycleException(open[begun..]);
        }

        open.Add(name);
        foreach (ExtensionDependency needed in extension.Description.Dependencies)
        {
            Add(named[needed.Name], named, ordered, open);
        }

        open.RemoveAt(open.Count - 1);
        ordered.Add(extension);
    }
}
