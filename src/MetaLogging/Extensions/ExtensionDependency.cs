namespace MetaLogging.Extensions;

/// <summary>An extension that must be there.</summary>
/// <param name="Name">Its name.</param>
/// <param name="From">The lowest version that will do; null: any.</param>
/// <param name="Before">The version from which on it will not do any more; null: none is too new.</param>
public sealed record ExtensionDependency(string Name, Version? From = null, Version? Before = null)
{
    /// <summary>Whether a version will do.</summary>
    public bool Allows(Version version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return (From is null || version >= From) && (Before is null || version < Before);
    }

    /// <summary>The range as people write it: <c>&gt;= 1.0, &lt; 2.0</c>; empty: any version.</summary>
    public string Range => string.Join(", ", new[] { From is null ? null : $">= {From}", Before is null ? null : $"< {Before}" }.OfType<string>());
}
