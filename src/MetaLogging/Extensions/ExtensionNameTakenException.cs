namespace MetaLogging.Extensions;

/// <summary>Two extensions have one name, or declare one ability.</summary>
/// <param name="what">What has the name: <c>extensions</c>, <c>abilities</c>.</param>
/// <param name="name">The name.</param>
/// <param name="first">Who has it.</param>
/// <param name="second">Who wants it, too.</param>
public sealed class ExtensionNameTakenException(string what, string name, string first, string second) : ExtensionException(
    $"Two {what} are named {name}: one of {first} and one of {second}. Leave one out, or give it another name.")
{
    /// <summary>The name.</summary>
    public string Name => name;
}
