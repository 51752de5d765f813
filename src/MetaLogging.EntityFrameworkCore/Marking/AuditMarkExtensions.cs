using MetaLogging.EntityFrameworkCore;
using MetaLogging.EntityFrameworkCore.Marking;
using MetaLogging.Validation;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

// So that `.IsPersonal()` is found where a model is built.
namespace Microsoft.EntityFrameworkCore;

/// <summary>Says in a model how it is audited.</summary>
public static class AuditMarkExtensions
{
    /// <summary>Actions are names, too, and longer.</summary>
    const int LongestResourceType = 100;

    /// <summary>The property holds personal data: an event that changes it has <c>privacy_impact</c>, and the category among its <c>data_categories</c>.</summary>
    /// <param name="category">The category of data, as a name. Default <c>personal_data</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="category"/> is not a name.</exception>
    public static PropertyBuilder<T> IsPersonal<T>(this PropertyBuilder<T> property, string category = PersonalAttribute.DefaultCategory)
    {
        ((PropertyBuilder)property).IsPersonal(category);
        return property;
    }

    /// <inheritdoc cref="IsPersonal{T}(PropertyBuilder{T}, string)"/>
    public static PropertyBuilder IsPersonal(this PropertyBuilder property, string category = PersonalAttribute.DefaultCategory)
    {
        ArgumentNullException.ThrowIfNull(property);
        return property.HasAnnotation(Marks.Personal, Name(category));
    }

    /// <inheritdoc cref="IsPersonal{T}(PropertyBuilder{T}, string)"/>
    public static ComplexTypePropertyBuilder<T> IsPersonal<T>(this ComplexTypePropertyBuilder<T> property, string category = PersonalAttribute.DefaultCategory)
    {
        ArgumentNullException.ThrowIfNull(property);
        property.HasAnnotation(Marks.Personal, Name(category));
        return property;
    }

    /// <summary>The values of the property are never recorded; that it changed is.</summary>
    public static PropertyBuilder<T> IsSecret<T>(this PropertyBuilder<T> property)
    {
        ((PropertyBuilder)property).IsSecret();
        return property;
    }

    /// <inheritdoc cref="IsSecret{T}(PropertyBuilder{T})"/>
    public static PropertyBuilder IsSecret(this PropertyBuilder property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return property.HasAnnotation(Marks.Secret, true);
    }

    /// <inheritdoc cref="IsSecret{T}(PropertyBuilder{T})"/>
    public static ComplexTypePropertyBuilder<T> IsSecret<T>(this ComplexTypePropertyBuilder<T> property)
    {
        ArgumentNullException.ThrowIfNull(property);
        property.HasAnnotation(Marks.Secret, true);
        return property;
    }

    /// <summary>Changes of the property are not recorded.</summary>
    public static PropertyBuilder<T> IsNotAudited<T>(this PropertyBuilder<T> property)
    {
        ((PropertyBuilder)property).IsNotAudited();
        return property;
    }

    /// <inheritdoc cref="IsNotAudited{T}(PropertyBuilder{T})"/>
    public static PropertyBuilder IsNotAudited(this PropertyBuilder property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return property.HasAnnotation(Marks.NotAudited, true);
    }

    /// <inheritdoc cref="IsNotAudited{T}(PropertyBuilder{T})"/>
    public static ComplexTypePropertyBuilder<T> IsNotAudited<T>(this ComplexTypePropertyBuilder<T> property)
    {
        ArgumentNullException.ThrowIfNull(property);
        property.HasAnnotation(Marks.NotAudited, true);
        return property;
    }

    /// <summary>Changes of the entity are not recorded.</summary>
    public static EntityTypeBuilder<T> IsNotAudited<T>(this EntityTypeBuilder<T> entity)
        where T : class
    {
        ((EntityTypeBuilder)entity).IsNotAudited();
        return entity;
    }

    /// <inheritdoc cref="IsNotAudited{T}(EntityTypeBuilder{T})"/>
    public static EntityTypeBuilder IsNotAudited(this EntityTypeBuilder entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return entity.HasAnnotation(Marks.NotAudited, true);
    }

    /// <summary>The name that the entity has in events, as their <c>resource_type</c>. Default: the name of its class in snake case.</summary>
    /// <param name="resourceType">A name of at most 100 characters: <c>user</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="resourceType"/> is not a name.</exception>
    public static EntityTypeBuilder<T> IsAuditedAs<T>(this EntityTypeBuilder<T> entity, string resourceType)
        where T : class
    {
        ((EntityTypeBuilder)entity).IsAuditedAs(resourceType);
        return entity;
    }

    /// <inheritdoc cref="IsAuditedAs{T}(EntityTypeBuilder{T}, string)"/>
    public static EntityTypeBuilder IsAuditedAs(this EntityTypeBuilder entity, string resourceType)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return entity.HasAnnotation(Marks.ResourceType, resourceType?.Length <= LongestResourceType
            ? Name(resourceType)
            : throw new ArgumentException($"A resource type is a name of at most {LongestResourceType} characters.", nameof(resourceType)));
    }

    static string Name(string text) => NamePattern.IsName(text) ? text : throw new ArgumentException($"'{text}' is not a name: use {NamePattern.Description}.", nameof(text));
}
