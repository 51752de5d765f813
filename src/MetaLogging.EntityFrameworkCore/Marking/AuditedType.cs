using System.Reflection;
using System.Text;
using MetaLogging.Validation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace MetaLogging.EntityFrameworkCore.Marking;

/// <summary>How the entities of a type are audited.</summary>
internal sealed class AuditedType
{
    AuditedType(IEntityType type)
    {
        Type = type;
        IsAudited = type.GetAllBaseTypesInclusive().All(t => t.FindAnnotation(Marks.NotAudited) is null)
            && type.ClrType.GetCustomAttribute<NotAuditedAttribute>(inherit: true) is null
            && type.Name != Outbox.OutboxTable.EntityName
            && (type.FindOwnership() is not { } ownership || Of(ownership.PrincipalEntityType).IsAudited);
        ResourceType = type.GetAllBaseTypesInclusive().Reverse().Select(t => t.FindAnnotation(Marks.ResourceType)?.Value as string).FirstOrDefault(name => name is not null)
            ?? NameOf(type.HasSharedClrType ? type.ShortName() : type.ClrType.Name);
        IsPartOfOwner = type.FindOwnership() is { } owner && (type.IsMappedToJson() || IsInTableOf(type, owner.PrincipalEntityType));
        Categories =
        [
            .. type.GetFlattenedProperties().Concat(type.GetDeclaredReferencingForeignKeys()
                    .Where(key => key.IsOwnership && IsInTableOf(key.DeclaringEntityType, type)).SelectMany(key => key.DeclaringEntityType.GetProperties()))
                .Select(p => AuditedProperty.Of(p).Category).OfType<string>().Distinct().Order(StringComparer.Ordinal),
        ];
    }

    public IEntityType Type { get; }

    public bool IsAudited { get; }

    /// <summary>The name in events.</summary>
    public string ResourceType { get; }

    /// <summary>Whether its values are columns, or JSON, of its owner, so that its changes are its owner's.</summary>
    public bool IsPartOfOwner { get; }

    /// <summary>The categories of all personal data in it.</summary>
    public IReadOnlyList<string> Categories { get; }

    /// <summary>Kept with the model, which is made once.</summary>
    public static AuditedType Of(IEntityType type) => type.GetOrAddRuntimeAnnotationValue("MetaLogging:AuditedType", static t => new AuditedType(t!), type);

    /// <summary>A class's name as names are in events: <c>order_line</c> of <c>OrderLine</c>.</summary>
    public static string NameOf(string name)
    {
        int generic = name.IndexOfAny(['`', '<']);
        ReadOnlySpan<char> text = generic > 0 ? name.AsSpan(0, generic) : name;
        StringBuilder snake = new();
        for (int i = 0; i < text.Length && snake.Length < 100; i++)
        {
            char c = text[i];
            bool begins = char.IsAsciiLetterUpper(c) && i > 0 && (!char.IsAsciiLetterUpper(text[i - 1]) || (i + 1 < text.Length && char.IsAsciiLetterLower(text[i + 1])));
            if (begins && snake[^1] is not ('_' or '.'))
            {
                snake.Append('_');
            }

            snake.Append(char.IsAsciiLetterOrDigit(c) || c is '_' or '.' ? char.ToLowerInvariant(c) : '_');
        }

        return snake.ToString() is var made && NamePattern.IsName(made) ? made : "entity";
    }

    static bool IsInTableOf(IEntityType type, IEntityType owner) =>
        type.GetTableName() is { } table && table == owner.GetTableName() && type.GetSchema() == owner.GetSchema();
}
