using System.Collections;
using System.Text.Json.Nodes;
using MetaLogging.EntityFrameworkCore.Marking;
using MetaLogging.EntityFrameworkCore.Values;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace MetaLogging.EntityFrameworkCore.Entities;

/// <summary>Reads from the change tracker what a save is about to do.</summary>
internal sealed class ChangedEntities(DbContext context, ValueNode values)
{
    readonly List<EntityChange> _changes = [];
    readonly Dictionary<object, EntityChange> _byEntity = new(ReferenceEqualityComparer.Instance);
    EntityEntry[] _entries = [];
    Dictionary<OwnerKey, EntityEntry>? _owners;

    /// <summary>All changes, in the order of the change tracker.</summary>
    public List<EntityChange> Read()
    {
        ChangeTracker tracker = context.ChangeTracker;
        if (tracker.CascadeDeleteTiming != CascadeTiming.Never && tracker.DeleteOrphansTiming != CascadeTiming.Never
            && (tracker.CascadeDeleteTiming == CascadeTiming.OnSaveChanges || tracker.DeleteOrphansTiming == CascadeTiming.OnSaveChanges))
        {
            tracker.CascadeChanges();   // as the save is about to do
        }

        _entries = [.. tracker.Entries()];   // detects what has changed, as the save is about to do
        bool detects = tracker.AutoDetectChangesEnabled;
        tracker.AutoDetectChangesEnabled = false;
        try
        {
            List<EntityEntry> parts = [];
            foreach (EntityEntry entry in _entries)
            {
                if (entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && AuditedType.Of(entry.Metadata) is { IsAudited: true } type)
                {
                    if (type.IsPartOfOwner)
                    {
                        parts.Add(entry);
                    }
                    else
                    {
                        AddFields(ChangeOf(entry, type), entry, "", isPart: false);
                    }
                }
            }

            foreach (EntityEntry part in parts)
            {
                AddPart(part);
            }
        }
        finally
        {
            tracker.AutoDetectChangesEnabled = detects;
        }

        return [.. _changes.Where(change => change.IsTold)];
    }

    EntityChange ChangeOf(EntityEntry entry, AuditedType type)
    {
        if (!_byEntity.TryGetValue(entry.Entity, out EntityChange? change))
        {
            EntityChangeKind kind = entry.State switch
            {
                EntityState.Added => EntityChangeKind.Insert,
                EntityState.Deleted => EntityChangeKind.Delete,
                _ => EntityChangeKind.Update,
            };
            change = new(type, kind, entry);
            change.ReadKey(values);
            _byEntity.Add(entry.Entity, change);
            _changes.Add(change);
        }

        return change;
    }

    /// <summary>A part is told as fields of the entity whose columns, or whose JSON, it is.</summary>
    void AddPart(EntityEntry part)
    {
        string path = "";
        EntityEntry? owner = part;
        while (owner is not null && AuditedType.Of(owner.Metadata) is { IsPartOfOwner: true } && owner.Metadata.FindOwnership() is { PrincipalToDependent: { } navigation } key)
        {
            path = $"{navigation.Name}{(key.IsUnique ? "" : $"[{PlaceOf(owner)}]")}.{path}";
            owner = OwnerOf(owner, key);
        }

        if (owner is null)
        {
            AddFields(ChangeOf(part, AuditedType.Of(part.Metadata)), part, path, isPart: true);   // the owner is not tracked: it can't be told whose it is
        }
        else
        {
            AddFields(ChangeOf(owner, AuditedType.Of(owner.Metadata)), part, path, isPart: true);
        }
    }

    static object? PlaceOf(EntityEntry part) =>
        part.Metadata.FindPrimaryKey()?.Properties is { Count: > 0 } key ? part.Property(key[^1]).CurrentValue : null;

    EntityEntry? OwnerOf(EntityEntry part, IForeignKey ownership)
    {
        if (_owners is null)
        {
            _owners = [];
            foreach (EntityEntry entry in _entries)
            {
                foreach (IForeignKey key in entry.Metadata.GetReferencingForeignKeys())
                {
                    if (key.IsOwnership)
                    {
                        _owners.TryAdd(new(key.PrincipalEntityType, [.. key.PrincipalKey.Properties.Select(p => entry.Property(p).CurrentValue)]), entry);
                    }
                }
            }
        }

        return _owners.GetValueOrDefault(new(ownership.PrincipalEntityType, [.. ownership.Properties.Select(p => part.Property(p).CurrentValue)]));
    }

    void AddFields(EntityChange change, EntityEntry entry, string prefix, bool isPart)
    {
        EntityState state = entry.State;
        bool isBlind = state == EntityState.Modified && IsBlind(entry);
        change.IsBlind |= isBlind;
        foreach (PropertyEntry property in entry.Properties)
        {
            if (!isPart || !(property.Metadata.IsKey() || property.Metadata.GetContainingForeignKeys().Any(key => key.IsOwnership)))
            {
                AddField(change, property, prefix, state, isBlind, isPart);
            }
        }

        AddComplex(change, entry.ComplexProperties, entry.ComplexCollections, prefix, state, isBlind, isPart);
    }

    void AddComplex(
        EntityChange change, IEnumerable<ComplexPropertyEntry> complexes, IEnumerable<ComplexCollectionEntry> collections, string prefix, EntityState state, bool isBlind, bool isPart)
    {
        foreach (ComplexPropertyEntry complex in complexes)
        {
            string path = $"{prefix}{complex.Metadata.Name}.";
            foreach (PropertyEntry property in complex.Properties)
            {
                AddField(change, property, path, state, isBlind, isPart);
            }

            AddComplex(change, complex.ComplexProperties, complex.ComplexCollections, path, state, isBlind, isPart);
        }

        foreach (ComplexCollectionEntry collection in collections)
        {
            if (state is EntityState.Added || (state is EntityState.Modified && collection.IsModified))
            {
                FieldValue field = new(prefix + collection.Metadata.Name, CategoryOf(collection.Metadata.ComplexType)) { New = Elements(collection) };
                Add(change, field, isPart);
            }
        }
    }

    /// <summary>Collections of complex values are JSON: told as they are after the save.</summary>
    JsonNode? Elements(ComplexCollectionEntry collection)
    {
        if (collection.CurrentValue is not IEnumerable elements)
        {
            return null;
        }

        JsonArray array = [];
        foreach (object? element in elements)
        {
            JsonObject written = [];
            foreach (IProperty property in collection.Metadata.ComplexType.GetProperties())
            {
                AuditedProperty audited = AuditedProperty.Of(property);
                if (audited.IsAudited && element is not null && property.PropertyInfo is { } member)
                {
                    written[property.Name] = values.Of(audited, () => member.GetValue(element));
                }
            }

            array.Add(written);
        }

        return values.Bounded(array);
    }

    static string? CategoryOf(IComplexType type) => type.GetProperties().Select(p => AuditedProperty.Of(p).Category).FirstOrDefault(category => category is not null);

    void AddField(EntityChange change, PropertyEntry entry, string prefix, EntityState state, bool isBlind, bool isPart)
    {
        AuditedProperty property = AuditedProperty.Of(entry.Metadata);
        if (!property.IsAudited || (state == EntityState.Modified && !(entry.IsModified && (isBlind || HasChanged(entry)))))
        {
            return;
        }

        FieldValue field = new(prefix + entry.Metadata.Name, property.Category, property.IsSecret);
        if (state == EntityState.Deleted || (state == EntityState.Modified && !isBlind))
        {
            field.Old = values.Of(property, () => entry.OriginalValue);
        }

        if (state != EntityState.Deleted)
        {
            bool isGenerated = property.IsGenerated || entry.IsTemporary;
            field.New = entry.IsTemporary ? null : values.Of(property, () => entry.CurrentValue);
            field.Generated = isGenerated ? (property, entry) : null;
        }

        if (field.Old is not null || field.New is not null || field.Generated is not null)
        {
            Add(change, field, isPart);
        }
    }

    static void Add(EntityChange change, FieldValue field, bool isPart)
    {
        if (isPart)
        {
            change.Merge(field);
        }
        else
        {
            change.Add(field);
        }
    }

    /// <summary>All is marked as modified and nothing differs: the entity was not read from the database before.</summary>
    static bool IsBlind(EntityEntry entry)
    {
        PropertyEntry[] modified = [.. entry.Properties.Where(p => p.IsModified)];
        return modified.Length > 0 && !Array.Exists(modified, HasChanged);
    }

    static bool HasChanged(PropertyEntry entry)
    {
        try
        {
            return !entry.Metadata.GetValueComparer().Equals(entry.OriginalValue, entry.CurrentValue);
        }
        catch (Exception)
        {
            return true;   // a comparer of the application; what can't be compared is told
        }
    }

    /// <summary>The key of an entity that owns others.</summary>
    readonly struct OwnerKey(IEntityType type, object?[] key) : IEquatable<OwnerKey>
    {
        readonly IEntityType _type = type;
        readonly object?[] _key = key;

        public bool Equals(OwnerKey other) => _type == other._type && StructuralComparisons.StructuralEqualityComparer.Equals(_key, other._key);

        public override bool Equals(object? obj) => obj is OwnerKey other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(_type, StructuralComparisons.StructuralEqualityComparer.GetHashCode(_key));
    }
}
