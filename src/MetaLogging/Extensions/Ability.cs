namespace MetaLogging.Extensions;

/// <summary>Something that an extension can do, as it is now.</summary>
/// <param name="Name">Its name: <c>privacy_audit</c>.</param>
/// <param name="Extension">The name of the extension.</param>
/// <param name="IsConditional">Whether it is there only while something else is.</param>
/// <param name="MissingBecause">Why it is not there, in words; null: it is there.</param>
public sealed record Ability(string Name, string Extension, bool IsConditional, string? MissingBecause)
{
    /// <summary>Whether it is there.</summary>
    public bool IsPresent => MissingBecause is null;
}
