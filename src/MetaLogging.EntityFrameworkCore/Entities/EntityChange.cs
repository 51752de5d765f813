using System.Text.Json.Nodes;
using MetaLogging.EntityFrameworkCore.Marking;
using MetaLogging.EntityFrameworkCore.Values;
using MetaLogging.Events;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace MetaLogging.EntityFrameworkCore.Entities;

/// <summary>One entity of a save, with the parts of it that are entities to EF Core alone: what is to be recorded of it.</summary>
internal sealed class EntityChange(AuditedType type, EntityChangeKind kind, EntityEntry entry)
{
    const int LongestId = 512;
    readonly List<FieldValue> _fields = [];
    string? _id;
    bool _hasId;

    public AuditedType Type => type;

    public EntityChangeKind Kind => kind;

    /// <summary>Whether the values before are not known: a detached entity was given to <c>Update</c>.</summary>
    public bool IsBlind { get; set; }

    public string Action => type.ResourceType + kind switch
    {
        EntityChangeKind.Insert => ".insert",
        EntityChangeKind.Update => ".update",
        _ => ".delete",
    };

    /// <summary>The values of the key; null where the database has not made them yet.</summary>
    public string? ResourceId => _id;

    /// <summary>Whether there is anything to tell.</summary>
    public bool IsTold => kind != EntityChangeKind.Update || IsBlind || _fields.Count > 0;

    public bool IsPersonal => _fields.Any(value => value.Category is not null);

    public IEnumerable<string> Categories => _fields.Select(value => value.Category).OfType<string>().Distinct().Order(StringComparer.Ordinal);

    /// <summary>The fields. Their values are shared by the events of this change, and nobody changes them.</summary>
    public IEnumerable<FieldChange> Changes => _fields.Select(value => new FieldChange(value.Name, value.Old, value.New));

    /// <summary>Adds a field of the entity itself.</summary>
    public void Add(FieldValue value) => _fields.Add(value);

    /// <summary>Adds a field of a part; one that is there gets the other half, as where an owned entity was replaced by another.</summary>
    public void Merge(FieldValue value)
    {
        if (_fields.Find(other => other.Name == value.Name) is { } there)
        {
            there.Old ??= value.Old;
            there.New ??= value.New;
            there.Generated ??= value.Generated;
            if (JsonNode.DeepEquals(there.Old, there.New) && !value.IsSecret)
            {
                _fields.Remove(there);
            }
        }
        else
        {
            _fields.Add(value);
        }
    }

    /// <summary>Reads the key where it is known.</summary>
    public void ReadKey(ValueNode values)
    {
        if (_hasId)
        {
            return;
        }

        IReadOnlyList<IProperty> properties = type.Type.FindPrimaryKey()?.Properties ?? [];
        if (properties.All(property => !entry.Property(property).IsTemporary))
        {
            string id = string.Join(',', properties.Select(property => Text(values.Of(AuditedProperty.Of(property), () => entry.Property(property).CurrentValue))));
            _id = id.Length == 0 ? null : id.Length <= LongestId ? id : id[..(LongestId - 1)] + "…";
            _hasId = true;
        }
    }

    /// <summary>After the save: reads what the database has made.</summary>
    public void Complete(ValueNode values)
    {
        ReadKey(values);
        foreach (FieldValue value in _fields)
        {
            if (value.Generated is var (property, made))
            {
                value.New = values.Of(property, () => made.CurrentValue);
                value.Generated = null;
            }
        }
    }

    static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : node?.ToJsonString() ?? "";
}
