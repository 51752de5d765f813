using MetaLogging.Events;

namespace MetaLogging.InfluxDb.Points;

/// <summary>A field of points, or a tag.</summary>
/// <param name="Name">Its name, as in JSON.</param>
/// <param name="Type">Its type. What was written first in a database stays.</param>
/// <param name="Part">The part of the detail that it belongs to, and is blanked with; none for the facts.</param>
/// <param name="IsTag">Whether it is a tag: a name out of few.</param>
internal sealed record PointField(string Name, FieldType Type, EntryParts Part = EntryParts.None, bool IsTag = false);
