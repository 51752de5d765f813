namespace MetaLogging.Extensions;

/// <summary>What an extension is given when it is configured.</summary>
public sealed class ExtensionContext
{
    readonly Extension _extension;
    readonly IReadOnlyDictionary<string, Extension> _all;
    readonly Func<string, string?> _variable;

    internal ExtensionContext(Extension extension, IReadOnlyDictionary<string, Extension> all, Func<string, string?> variable)
    {
        _extension = extension;
        _all = all;
        _variable = variable;
    }

    /// <summary>The value of a variable that the extension describes, or its default where it is not set.</summary>
    /// <exception cref="ArgumentException">The extension does not describe it: what it reads must be seen by whoever sets it up.</exception>
    public string Variable(string name)
    {
        EnvironmentVariable described = _extension.Description.EnvironmentVariables.FirstOrDefault(one => one.Name == name)
            ?? throw new ArgumentException($"The extension {_extension.Description.Name} does not describe the variable {name}. Add it to EnvironmentVariables.", nameof(name));
        return _variable(name) is { Length: > 0 } value ? value : described.Default;
    }

    /// <summary>The extension of a type that it depends on.</summary>
    /// <exception cref="InvalidOperationException">It does not depend on it.</exception>
    public T Dependency<T>()
        where T : Extension => _extension.Description.Dependencies.Select(one => _all[one.Name]).OfType<T>().FirstOrDefault()
            ?? throw new InvalidOperationException($"The extension {_extension.Description.Name} does not depend on {typeof(T).Name}. Add it to Dependencies.");
}
