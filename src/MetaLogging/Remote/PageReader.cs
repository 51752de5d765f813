using MetaLogging.Events;
using MetaLogging.Json;
using MetaLogging.Queries;

namespace MetaLogging.Remote;

/// <summary>Reads pages and lines of events.</summary>
internal static class PageReader
{
    /// <summary>Reads one page.</summary>
    /// <exception cref="JsonFormatException">It is none; the message names the member.</exception>
    public static Page<T> Read<T>(ReadOnlyMemory<byte> json)
        where T : TrailEvent => JsonMembers.Read(json, page => page.Has("items")
            ? new Page<T>
            {
                Items = [.. page.Objects("items").Select(item => As<T>(ItemReader.Read(item)))],
                NextCursor = page.OptionalText("next_cursor"),
                Total = page.OptionalCount("total"),
                LagSeconds = page.OptionalNumber("lag_seconds"),
            }
            : throw new JsonFormatException("items", "is missing"));

    /// <summary>Reads an item a line; blank lines are passed over.</summary>
    /// <exception cref="JsonFormatException">One is none; the message names the member.</exception>
    public static List<Recorded<TrailEvent>> ReadLines(ReadOnlyMemory<byte> lines)
    {
        List<Recorded<TrailEvent>> items = [];
        while (!lines.IsEmpty)
        {
            int end = lines.Span.IndexOf((byte)'\n');
            ReadOnlyMemory<byte> line = end < 0 ? lines : lines[..end];
            lines = end < 0 ? default : lines[(end + 1)..];
            if (!line.Span.Trim(" \t\r"u8).IsEmpty)
            {
                items.Add(ItemReader.Read(line));
            }
        }

        return items;
    }

    /// <summary>An item of the kind that was asked for.</summary>
    /// <exception cref="JsonFormatException">It is of another.</exception>
    public static Recorded<T> As<T>(Recorded<TrailEvent> item)
        where T : TrailEvent => item.Event is T
            ? item.As<T>()
            : throw new JsonFormatException("kind", $"is {EventKinds.Name(item.Event.Kind)}, which was not asked for");
}
