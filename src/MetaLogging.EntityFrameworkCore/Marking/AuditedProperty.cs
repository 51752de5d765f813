using System.Reflection;
using MetaLogging.Capturing;
using MetaLogging.Validation;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace MetaLogging.EntityFrameworkCore.Marking;

/// <summary>How a property is audited.</summary>
internal sealed class AuditedProperty
{
    /// <summary>Identity's own attributes are known by name, so that nobody restores Identity who does not use it.</summary>
    static readonly string[] PersonalAttributes =
        ["Microsoft.AspNetCore.Identity.PersonalDataAttribute", "Microsoft.AspNetCore.Identity.ProtectedPersonalDataAttribute"];

    AuditedProperty(IProperty property)
    {
        Property = property;
        object[] attributes = [.. AttributesOf(property), .. Containers(property.DeclaringType).SelectMany(AttributesOf)];
        IsAudited = property.FindAnnotation(Marks.NotAudited) is null && !attributes.OfType<NotAuditedAttribute>().Any();
        IsSecret = property.FindAnnotation(Marks.Secret) is not null || attributes.OfType<SecretAttribute>().Any() || SecretNames.IsSecret(property.Name);
        Category = (property.FindAnnotation(Marks.Personal)?.Value as string)
            ?? (attributes.OfType<PersonalAttribute>().FirstOrDefault() is { } own
                ? (NamePattern.IsName(own.Category) ? own.Category : PersonalAttribute.DefaultCategory)
                : attributes.Any(a => PersonalAttributes.Contains(a.GetType().FullName) || PersonalAttributes.Contains(a.GetType().BaseType?.FullName))
                    ? PersonalAttribute.DefaultCategory
                    : null);
        Converter = property.GetTypeMapping().Converter;
        IsGenerated = property.ValueGenerated != ValueGenerated.Never;
    }

    public IProperty Property { get; }

    public bool IsAudited { get; }

    public bool IsSecret { get; }

    /// <summary>The category of personal data; null where it is none.</summary>
    public string? Category { get; }

    public ValueConverter? Converter { get; }

    /// <summary>Whether the database may make its value.</summary>
    public bool IsGenerated { get; }

    static object[] AttributesOf(IReadOnlyPropertyBase property) => ((MemberInfo?)property.PropertyInfo ?? property.FieldInfo)?.GetCustomAttributes(inherit: true) ?? [];

    /// <summary>What is said of an owned or complex value as a whole holds for all of it.</summary>
    static IEnumerable<IReadOnlyPropertyBase> Containers(ITypeBase type)
    {
        IReadOnlyPropertyBase? container = type switch
        {
            IComplexType complex => complex.ComplexProperty,
            IEntityType entity => entity.FindOwnership()?.PrincipalToDependent,
            _ => null,
        };
        return container is null ? [] : [container, .. Containers((ITypeBase)container.DeclaringType)];
    }

    /// <summary>Kept with the model, which is made once.</summary>
    public static AuditedProperty Of(IProperty property) => property.GetOrAddRuntimeAnnotationValue("MetaLogging:AuditedProperty", static p => new AuditedProperty(p!), property);
}
