using System.Text.Json.Nodes;

namespace MetaLogging.Events;

/// <summary>One field that an operation changed: its name, and its value before and after, each any JSON value.</summary>
/// <param name="Field">The name of the field; not empty.</param>
/// <param name="Old">The value before; null where there was none.</param>
/// <param name="New">The value after; null where there is none.</param>
public sealed record FieldChange(string Field, JsonNode? Old, JsonNode? New);
