namespace MetaLogging.EntityFrameworkCore;

/// <summary>A property that holds personal data: an event that changes it has <c>privacy_impact</c>, and the category among its <c>data_categories</c>.</summary>
/// <param name="category">The category of data, as a name: <c>contact</c>. Default <c>personal_data</c>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class PersonalAttribute(string category = PersonalAttribute.DefaultCategory) : Attribute
{
    internal const string DefaultCategory = "personal_data";

    /// <summary>The category of data.</summary>
    public string Category => category;
}
