using System.Text;
using System.Text.Json.Nodes;
using MetaLogging.EntityFrameworkCore.Entities;
using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Validation;

namespace MetaLogging.EntityFrameworkCore.Recording;

/// <summary>Makes events of the changes of a save.</summary>
internal static class EventComposer
{
    const int MostCategories = 64;

    /// <summary>What the changes of one event may have, in bytes: the rest of it is small.</summary>
    const int MostChanges = 40 << 10;

    /// <summary>What the names of a change's members take.</summary>
    const int Names = 24;

    /// <summary>No character takes more bytes: a control character as <c>\u001f</c>.</summary>
    const int MostBytesOfCharacter = 6;

    /// <summary>One event for each entity.</summary>
    public static IEnumerable<AuditEvent> PerEntity(AuditEvent template, IEnumerable<EntityChange> changes, Func<EntityChange, OperationPhase?> phaseOf) =>
        changes.SelectMany(change => Split(template with
        {
            Action = change.Action,
            ResourceType = change.Type.ResourceType,
            ResourceId = change.ResourceId,
            Changes = [.. change.Changes],
            PrivacyImpact = change.IsPersonal,
            DataCategories = [.. change.Categories.Take(MostCategories)],
            Phase = phaseOf(change),
            AdditionalData = change.IsBlind ? new JsonObject { ["old_values"] = "unknown" } : null,
        }));

    /// <summary>One event for all of them, with fields named <c>order[5].Total</c>.</summary>
    public static IEnumerable<AuditEvent> PerSave(AuditEvent template, string resourceType, IReadOnlyList<EntityChange> changes, OperationPhase? phase)
    {
        JsonObject entities = [];
        foreach (IGrouping<string, EntityChange> action in changes.GroupBy(change => change.Action))
        {
            entities[action.Key] = action.Count();
        }

        return Split(template with
        {
            Action = $"{resourceType}.save",
            ResourceType = resourceType,
            Changes = [.. changes.SelectMany(FieldsOf)],
            PrivacyImpact = changes.Any(change => change.IsPersonal),
            DataCategories = [.. changes.SelectMany(change => change.Categories).Distinct().Order(StringComparer.Ordinal).Take(MostCategories)],
            Phase = phase,
            AdditionalData = new JsonObject { ["entities"] = entities },
        });
    }

    /// <summary>A save that failed, as one event. The exception's message is left out: it may hold values.</summary>
    public static AuditEvent Failed(AuditEvent template, string resourceType, IReadOnlyList<EntityChange> changes, OperationPhase? phase, string reason) => template with
    {
        Action = changes is [{ Action: var action }] ? action : $"{resourceType}.save",
        ResourceType = changes is [{ Type.ResourceType: var type }] ? type : resourceType,
        ResourceId = changes is [{ ResourceId: var id }] ? id : null,
        Success = false,
        ErrorMessage = reason,
        PrivacyImpact = changes.Any(change => change.IsPersonal),
        DataCategories = [.. changes.SelectMany(change => change.Categories).Distinct().Order(StringComparer.Ordinal).Take(MostCategories)],
        Phase = phase,
        AdditionalData = Counts(changes),
    };

    /// <summary>How many entities are inserted, updated and deleted.</summary>
    public static JsonObject Counts(IReadOnlyCollection<EntityChange> changes) => new()
    {
        ["inserts"] = changes.Count(change => change.Kind == EntityChangeKind.Insert),
        ["updates"] = changes.Count(change => change.Kind == EntityChangeKind.Update),
        ["deletes"] = changes.Count(change => change.Kind == EntityChangeKind.Delete),
    };

    static IEnumerable<FieldChange> FieldsOf(EntityChange change)
    {
        string entity = $"{change.Type.ResourceType}[{change.ResourceId ?? "?"}]";
        FieldChange[] fields = [.. change.Changes.Select(field => field with { Field = $"{entity}.{field.Field}" })];
        return fields.Length > 0 ? fields : [new(entity, null, null)];
    }

    /// <summary>An event that is larger than one may be becomes several, which one <c>operation_id</c> joins.</summary>
    static IEnumerable<AuditEvent> Split(AuditEvent whole)
    {
        if (!IsLarge(whole))
        {
            return [whole with { Id = Guid.CreateVersion7() }];
        }

        List<List<FieldChange>> parts = [[]];
        int length = 0;
        foreach (FieldChange change in whole.Changes)
        {
            int more = LengthOf(change);
            if (length > 0 && length + more > MostChanges)
            {
                parts.Add([]);
                length = 0;
            }

            parts[^1].Add(change);
            length += more;
        }

        return parts.Select((changes, i) =>
        {
            JsonObject data = whole.AdditionalData?.DeepClone().AsObject() ?? [];
            data["part"] = i + 1;
            data["parts"] = parts.Count;
            return whole with { Id = Guid.CreateVersion7(), Changes = changes, AdditionalData = data };
        });
    }

    /// <summary>Asked by a cheap count first; exactly only where that is near the limit.</summary>
    static bool IsLarge(AuditEvent whole)
    {
        if (whole.Changes.Count <= 1)
        {
            return false;
        }

        int most = 0;
        foreach (FieldChange change in whole.Changes)
        {
            most += Names + (change.Field.Length * MostBytesOfCharacter) + MostLengthOf(change.Old) + MostLengthOf(change.New);
        }

        return most > MostChanges && whole.Changes.Sum(LengthOf) > MostChanges;
    }

    static int MostLengthOf(JsonNode? node)
    {
        const int LongestNumber = 32;
        const int Quotes = 2;
        return node switch
        {
            null => 0,
            JsonValue value when value.TryGetValue(out string? text) => Quotes + (text.Length * MostBytesOfCharacter),
            JsonValue => LongestNumber,
            _ => LengthOf(node),
        };
    }

    static int LengthOf(FieldChange change) => Names + (change.Field.Length * MostBytesOfCharacter) + LengthOf(change.Old) + LengthOf(change.New);

    /// <summary>At least the bytes that the canonical form has: .NET's own escapes more.</summary>
    static int LengthOf(JsonNode? node) => node is null ? 0 : Encoding.UTF8.GetByteCount(node.ToJsonString());

    /// <summary>The event as JSON, as it waits in the outbox.</summary>
    /// <exception cref="InvalidEventException">It is not a valid event.</exception>
    public static string ToJson(AuditEvent item)
    {
        List<EventProblem> problems = [];
        EventValidator.Validate(item, long.MaxValue / 2, problems);
        if (problems.Count > 0)
        {
            throw new InvalidEventException(problems);
        }

        CanonicalBuffer buffer = CanonicalBuffer.OfThread();
        buffer.Clear();
        EventWriter.Write(buffer, item);
        string json = Encoding.UTF8.GetString(buffer.Written);
        buffer.Clear();
        return json;
    }
}
