using MetaLogging.Entries;
using MetaLogging.Events;

namespace MetaLogging.InfluxDb.Points;

/// <summary>The erased parts of a point as its field says them: <c>|actor|client|</c>; empty or absent where there are none.</summary>
internal static class ErasedText
{
    static readonly EntryParts[] Parts = [EntryParts.Actor, EntryParts.Client, EntryParts.Subject, EntryParts.Content];

    public static string Of(EntryParts parts) => parts == EntryParts.None ? "" : $"|{string.Join('|', PartNames.Of(parts))}|";

    public static EntryParts Parse(string? text) => Parts
        .Where(part => text?.Contains(Of(part), StringComparison.Ordinal) ?? false)
        .Aggregate(EntryParts.None, (all, part) => all | part);
}
