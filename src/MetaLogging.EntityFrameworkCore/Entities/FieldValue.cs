using System.Text.Json.Nodes;
using MetaLogging.EntityFrameworkCore.Marking;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace MetaLogging.EntityFrameworkCore.Entities;

/// <summary>A property of an entity, before and after.</summary>
internal sealed class FieldValue(string name, string? category, bool isSecret = false)
{
    /// <summary>The path of the property: <c>Address.City</c>.</summary>
    public string Name => name;

    /// <summary>The category of personal data; null where it is none.</summary>
    public string? Category => category;

    /// <summary>Whether its values are hidden, so that equal ones say nothing.</summary>
    public bool IsSecret => isSecret;

    public JsonNode? Old { get; set; }

    public JsonNode? New { get; set; }

    /// <summary>Where the value is read once more after the save, because the database makes it; null elsewhere.</summary>
    public (AuditedProperty Property, PropertyEntry Entry)? Generated { get; set; }
}
